/** Lays charts out apart from the server's loop: a big one takes half a second. */
import { parentPort } from 'node:worker_threads';
import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import type { Chart } from '../../machines/chart.ts';
import { type ChartLayout, type Direction, fromElk, toElk } from './elk.ts';
import { type Graph, graphOf } from './graph.ts';
import { mapOf } from './map.ts';

export interface LayoutJob {
  id: number;
  chart: Chart;
  view: string;
}

/** The layout as JSON text, since that is what is kept and sent. */
export type LayoutReply = { id: number; text: string } | { id: number; failure: string };

// The package's types promise a default export that its CommonJS build nests once more.
const Elk = (ElkConstructor as unknown as { default?: typeof ElkConstructor.default }).default;
const elk = new (Elk ?? (ElkConstructor as unknown as NonNullable<typeof Elk>))();

/** An overview this wide still fits a page when it is shrunk a little. */
const WIDE = 1400;

parentPort?.on('message', async ({ id, chart, view }: LayoutJob) => {
  try {
    const graph = graphOf(chart, view);
    if (graph === null) throw new Error(`there is no view ${view}`);
    const text = JSON.stringify(await laidOut(graph, view));
    parentPort?.postMessage({ id, text } satisfies LayoutReply);
  } catch (error) {
    // elk rejects with plain objects as well as errors.
    const failure = error instanceof Error ? error.message : JSON.stringify(error).slice(0, 500);
    parentPort?.postMessage({ id, failure } satisfies LayoutReply);
  }
});

async function laidOut(graph: Graph, view: string): Promise<ChartLayout> {
  if (view !== 'overview') return layered(graph, 'DOWN');
  const map = mapOf(graph);
  if (map) return map;
  const wide = await layered(graph, 'RIGHT');
  return wide.width <= WIDE ? wide : layered(graph, 'DOWN');
}

async function layered(graph: Graph, direction: Direction): Promise<ChartLayout> {
  return fromElk(graph, await elk.layout(toElk(graph, direction)));
}
