/** `/api/machines`: the statecharts themselves, as data and as a picture to draw. */
import { Hono } from 'hono';
import { chartOf } from '../../machines/chart.ts';
import { machines, type RegisteredMachine } from '../../machines/registry.ts';
import { viewsOf } from '../chart-graph.ts';
import type { ChartLayouts, LayoutAnswer } from '../chart-layout.ts';
import type { App } from '../identity.ts';
import { notFound, Problem } from '../problem.ts';

type Laid = Extract<LayoutAnswer, { state: 'ready' | 'computing' }>;

export function machineRoutes(layouts: ChartLayouts): Hono<App> {
  const app = new Hono<App>();

  app.get('/', (c) =>
    c.json({
      items: Object.entries(machines).map(([name, { version, machine }]) => ({
        name,
        version,
        views: viewsOf(chartOf(machine)),
      })),
    }),
  );

  app.get('/:name/:version', (c) => {
    const { name, version } = c.req.param();
    const registered = inVersion(name, version);
    const chart = chartOf(registered.machine);
    const views = viewsOf(chart);
    const view = c.req.query('view') ?? views[0] ?? 'full';
    const laid = laidOut(layouts, name, view);
    const layout = laid.state === 'ready' ? laid.layout : null;
    return c.json(
      { ...chart, name, version: registered.version, view, views, layout },
      layout ? 200 : 202,
    );
  });

  app.get('/:name/:version/layout', (c) => {
    const { name, version } = c.req.param();
    const views = viewsOf(chartOf(inVersion(name, version).machine));
    const laid = laidOut(layouts, name, c.req.query('view') ?? views[0] ?? 'full');
    if (laid.state === 'ready') return c.json(laid.layout);
    c.header('retry-after', '1');
    return c.json({ state: laid.state }, 202);
  });

  return app;
}

function inVersion(name: string, version: string): RegisteredMachine {
  const registered = Object.hasOwn(machines, name) ? machines[name] : undefined;
  const isPresent = version === 'current' || version === registered?.version;
  if (!registered || !isPresent) throw notFound(`machine ${name} in version ${version}`);
  return registered;
}

function laidOut(layouts: ChartLayouts, name: string, view: string): Laid {
  const laid = layouts.get(name, view);
  if (laid.state === 'unknown') throw notFound(`view ${view} of machine ${name}`);
  if (laid.state === 'failed')
    throw new Problem(500, 'The picture could not be laid out', 'use the list of states instead');
  return laid;
}
