/** `/api/machines`: the statecharts themselves, as data, as pictures, and in comparison. */
import { Hono } from 'hono';
import { type Chart, chartOf } from '../../machines/chart.ts';
import { machines } from '../../machines/registry.ts';
import { differenceOf } from '../charts/difference.ts';
import { wordsOf } from '../charts/edges.ts';
import { viewsOf } from '../charts/graph.ts';
import type { ChartedMachine, ChartLayouts, LayoutAnswer } from '../charts/layout.ts';
import type { MachineChart, MachineCharts } from '../charts/machine-charts.ts';
import { mermaidOf } from '../charts/mermaid.ts';
import { chartSvg } from '../charts/svg.ts';
import type { App } from '../people/identity.ts';
import type { ChartStore } from '../ports.ts';
import { invalid, notFound, Problem } from '../problem.ts';

type Laid = Extract<LayoutAnswer, { state: 'ready' | 'computing' }>;

const COVERAGE = { usual: 200, most: 5000 };

export function machineRoutes(
  charts: MachineCharts,
  layouts: ChartLayouts,
  store: Pick<ChartStore, 'coverage'>,
): Hono<App> {
  const app = new Hono<App>();
  const comparisons = new Map<string, ReturnType<typeof differenceOf>>();

  /** A joint chart is kept, so that its layout is found again. */
  const compared = (newer: MachineChart, older: MachineChart) => {
    const key = `${newer.name} ${newer.version} ${older.version}`;
    const known = comparisons.get(key) ?? differenceOf(older.chart, newer.chart);
    if (comparisons.size >= COMPARISONS_MAX) comparisons.clear();
    comparisons.set(key, known);
    return known;
  };

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
    if (layout === null) c.header('retry-after', '1');
    return c.json(
      { ...withWords(chart), name, version, in_code, current, view, views, layout },
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
    return sendLayout(laidOut(layouts, found, c.req.query('view')));
  });

  app.get('/:name/:version/chart.svg', async (c) => {
    const found = await charts.find(c.req.param('name'), c.req.param('version'));
    const view = c.req.query('view') ?? viewsOf(found.chart)[0] ?? 'full';
    const laid = laidOut(layouts, found, view);
    if (laid.state !== 'ready') return sendLayout(laid);
    const title = `${found.name} ${found.version}, ${view}`;
    return c.body(chartSvg(laid.layout, { title }), 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-disposition': attachment(`${found.name}-${view}`, 'svg'),
    });
  });

  app.get('/:name/:version/chart.mmd', async (c) => {
    const { name, chart } = await charts.find(c.req.param('name'), c.req.param('version'));
    return c.body(mermaidOf(chart), 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': attachment(name, 'mmd'),
    });
  });

  app.get('/:name/:version/coverage', async (c) => {
    const { name, version, chart } = await charts.find(c.req.param('name'), c.req.param('version'));
    const counted = await store.coverage(name, version, newestOf(c.req.query('newest')));
    const visits = new Map(counted.states.map(({ state, actors }) => [state, actors]));
    const states = chart.states
      .filter(({ path }) => path.length > 0)
      .map(({ id, path }) => ({ id, actors: visits.get(path.join('.')) ?? 0 }));
    return c.json({ name, version, actors: counted.actors, states });
  });

  app.get('/:name/:version/diff/:other', async (c) => {
    const newer = await charts.find(c.req.param('name'), c.req.param('version'));
    const older = await charts.find(c.req.param('name'), c.req.param('other'));
    const { chart, states, transitions } = compared(newer, older);
    const { name } = newer;
    return c.json({
      name,
      version: newer.version,
      against: older.version,
      states,
      transitions,
      chart: { ...withWords(chart), views: viewsOf(chart) },
    });
  });

  app.get('/:name/:version/diff/:other/layout', async (c) => {
    const newer = await charts.find(c.req.param('name'), c.req.param('version'));
    const older = await charts.find(c.req.param('name'), c.req.param('other'));
    const { chart } = compared(newer, older);
    const { name, version } = newer;
    return sendLayout(laidOut(layouts, { name, version, chart }, c.req.query('view')));
  });

  return app;
}

const COMPARISONS_MAX = 40;

/** Every transition with what makes it happen, as the picture says it. */
function withWords(chart: Chart): object {
  const words = wordsOf(chart);
  const transitions = chart.transitions.map((each, index) => ({ ...each, words: words[index] }));
  return { ...chart, transitions };
}

/** Computed ones as they are kept; the others are to be asked for again. */
function sendLayout(laid: Laid): Response {
  if (laid.state === 'ready')
    return new Response(laid.text, { headers: { 'content-type': 'application/json' } });
  return Response.json({ state: laid.state }, { status: 202, headers: { 'retry-after': '1' } });
}

function laidOut(layouts: ChartLayouts, found: ChartedMachine, view: string | undefined): Laid {
  const asked = view ?? viewsOf(found.chart)[0] ?? 'full';
  const laid = layouts.get(found, asked);
  if (laid.state === 'unknown') throw notFound(`view ${asked} of machine ${found.name}`);
  if (laid.state === 'failed')
    throw new Problem(500, 'The picture could not be laid out', 'use the list of states instead');
  return laid;
}

function newestOf(asked: string | undefined): number {
  const newest = asked === undefined ? COVERAGE.usual : Number(asked);
  if (Number.isInteger(newest) && newest >= 1 && newest <= COVERAGE.most) return newest;
  throw invalid([{ path: 'newest', message: `a whole number from 1 to ${COVERAGE.most}` }]);
}

/** Names of machines and views are ours or were; what else they hold does not reach a header. */
function attachment(name: string, ending: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]+/g, '-').slice(0, 80)}.${ending}"`;
}
