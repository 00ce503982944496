/** `/api/machines`: the statecharts themselves, as data and as a picture to draw. */
import { Hono } from 'hono';
import { chartOf } from '../../machines/chart.ts';
import { machines } from '../../machines/registry.ts';
import { viewsOf } from '../chart-graph.ts';
import type { ChartLayouts, LayoutAnswer } from '../chart-layout.ts';
import type { App } from '../identity.ts';
import type { MachineChart, MachineCharts } from '../machine-charts.ts';
import { notFound, Problem } from '../problem.ts';

type Laid = Extract<LayoutAnswer, { state: 'ready' | 'computing' }>;

export function machineRoutes(charts: MachineCharts, layouts: ChartLayouts): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const items = Object.entries(machines).map(async ([name, { version, machine }]) => ({
      name,
      version,
      views: viewsOf(chartOf(machine)),
      versions: await charts.versions(name),
    }));
    return c.json({ items: await Promise.all(items) });
  });

  app.get('/:name/:version', async (c) => {
    const found = await charts.find(c.req.param('name'), c.req.param('version'));
    const { chart, name, version, in_code, current } = found;
    const views = viewsOf(chart);
    const view = c.req.query('view') ?? views[0] ?? 'full';
    const laid = laidOut(layouts, found, view);
    const layout = laid.state === 'ready' ? laid.layout : null;
    return c.json(
      { ...chart, name, version, in_code, current, view, views, layout },
      layout ? 200 : 202,
    );
  });

  app.get('/:name/:version/definition', async (c) => {
    const found = await charts.find(c.req.param('name'), c.req.param('version'));
    const { name, version, in_code, current, definition } = found;
    return c.json({ name, version, in_code, current, definition });
  });

  app.get('/:name/:version/layout', async (c) => {
    const found = await charts.find(c.req.param('name'), c.req.param('version'));
    const views = viewsOf(found.chart);
    const laid = laidOut(layouts, found, c.req.query('view') ?? views[0] ?? 'full');
    if (laid.state === 'ready') return c.json(laid.layout);
    c.header('retry-after', '1');
    return c.json({ state: laid.state }, 202);
  });

  return app;
}

function laidOut(layouts: ChartLayouts, found: MachineChart, view: string): Laid {
  const laid = layouts.get(found, view);
  if (laid.state === 'unknown') throw notFound(`view ${view} of machine ${found.name}`);
  if (laid.state === 'failed')
    throw new Problem(500, 'The picture could not be laid out', 'use the list of states instead');
  return laid;
}
