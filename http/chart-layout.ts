/** Layouts of charts, computed once per machine version and view in a worker, and kept. */
import { Worker } from 'node:worker_threads';
import { type Chart, chartOf } from '../machines/chart.ts';
import type { RegisteredMachine } from '../machines/registry.ts';
import type { ChartLayout, ElkJob } from './chart-elk.ts';
import { graphOf, viewsOf } from './chart-graph.ts';

export type LayoutAnswer =
  | { state: 'ready'; layout: ChartLayout }
  | { state: 'computing' }
  | { state: 'failed'; reason: string }
  | { state: 'unknown' };

export interface ChartedMachine {
  name: string;
  version: string;
  chart: Chart;
}

export interface ChartLayouts {
  /** Never waits: a layout that is not there yet is started and answered as `computing`. */
  get(machine: ChartedMachine, view: string): LayoutAnswer;
  /** Starts every view people open first. */
  warm(): void;
  close(): Promise<void>;
}

type Reply = { id: number; layout?: ChartLayout; failure?: string };

export function createChartLayouts(
  machines: Record<string, RegisteredMachine>,
  log: { warn(fields: object, message: string): void },
): ChartLayouts {
  const kept = new Map<string, LayoutAnswer>();
  const pending = new Map<number, string>();
  let worker: Worker | null = null;
  let jobs = 0;

  const settle = (id: number, answer: LayoutAnswer): void => {
    const key = pending.get(id);
    pending.delete(id);
    if (key !== undefined) kept.set(key, answer);
  };

  const working = (): Worker => {
    if (worker) return worker;
    const started = new Worker(new URL('./chart-worker.ts', import.meta.url));
    started.on('message', ({ id, layout, failure }: Reply) => {
      if (failure !== undefined)
        log.warn({ chart: pending.get(id), failure }, 'chart not laid out');
      settle(id, layout ? { state: 'ready', layout } : { state: 'failed', reason: failure ?? '' });
    });
    started.on('error', (error) => {
      log.warn({ error: error.message }, 'layout worker ended');
      for (const id of pending.keys()) settle(id, { state: 'failed', reason: error.message });
      worker = null;
    });
    // Last, because listening for messages keeps the process alive again.
    started.unref();
    worker = started;
    return started;
  };

  const get = ({ name, version, chart }: ChartedMachine, view: string): LayoutAnswer => {
    const key = `${name}@${version}:${view}`;
    const known = kept.get(key);
    if (known) return known;
    const graph = graphOf(chart, view);
    if (graph === null) return { state: 'unknown' };
    jobs += 1;
    const direction = view === 'overview' ? 'RIGHT' : 'DOWN';
    pending.set(jobs, key);
    kept.set(key, { state: 'computing' });
    working().postMessage({ id: jobs, graph, direction } satisfies ElkJob);
    return { state: 'computing' };
  };

  return {
    get,
    warm: () => {
      for (const [name, { machine, version }] of Object.entries(machines)) {
        const chart = chartOf(machine);
        for (const view of viewsOf(chart)) get({ name, version, chart }, view);
      }
    },
    close: async () => {
      await worker?.terminate();
      worker = null;
    },
  };
}
