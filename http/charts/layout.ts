/**
 * Layouts of charts, computed once per machine version and view in a worker, and kept: in memory,
 * and where the next start finds them. No request ever waits for one.
 */
import { createHash } from 'node:crypto';
import type { Chart } from '../../machines/chart.ts';
import type { ChartLayout } from './elk.ts';
import { hasView, viewsOf } from './graph.ts';
import { createLayoutWorker } from './layout-worker.ts';
import { LABEL_METRICS } from './text.ts';

/** Changes whenever layouts come out differently than before, since those kept would be shown. */
export const LAYOUT_RULES = 3;

export type LayoutAnswer =
  | { state: 'ready'; layout: ChartLayout; text: string }
  | { state: 'computing' }
  | { state: 'failed'; reason: string }
  | { state: 'unknown' };

export interface ChartedMachine {
  name: string;
  version: string;
  chart: Chart;
}

/** Where layouts outlive the process; texts are JSON. */
export interface LayoutShelf {
  find(keys: string[]): Promise<{ key: string; layout: string }[]>;
  keep(key: string, layout: string): Promise<void>;
}

export interface ChartLayouts {
  /** Never waits: a layout that is not there yet is started and answered as `computing`. */
  get(machine: ChartedMachine, view: string): LayoutAnswer;
  /** Has every view of these machines laid out; resolves when they are known to be there or wanted. */
  warm(machines: ChartedMachine[]): Promise<void>;
  close(): Promise<void>;
}

export interface LayoutPorts {
  shelf: LayoutShelf;
  wakeAt(dueMs: number, wake: () => void): () => void;
  now(): number;
  log: { warn(fields: object, message: string): void };
}

type Kept =
  | Exclude<LayoutAnswer, { state: 'ready' | 'unknown' }>
  | { state: 'ready'; text: string };
type Wish = { key: string; chart: Chart; view: string };

export function createChartLayouts(ports: LayoutPorts): ChartLayouts {
  const { shelf, log } = ports;
  const kept = new Map<string, Kept>();
  const keys = new WeakMap<Chart, string>();
  const worker = createLayoutWorker(ports);

  const keyOf = (chart: Chart, view: string): string => {
    const digest = keys.get(chart) ?? digestOf(chart);
    keys.set(chart, digest);
    return `${digest}:${view}`;
  };
  const compute = async ({ key, chart, view }: Wish): Promise<void> => {
    const made = await worker.layOut(chart, view);
    if ('failure' in made) {
      log.warn({ chart: chart.machine, view, failure: made.failure }, 'chart not laid out');
      kept.set(key, { state: 'failed', reason: made.failure });
      return;
    }
    kept.set(key, { state: 'ready', text: made.text });
    await shelf.keep(key, made.text).catch((error: unknown) => notKept(error));
  };
  const notKept = (error: unknown): void =>
    log.warn({ error: String(error) }, 'chart layouts cannot be kept');

  /** What is on the shelf is taken from there, the rest laid out, one after the other. */
  const provide = async (wishes: Wish[]): Promise<void> => {
    const found = await shelf.find(wishes.map(({ key }) => key)).catch((error: unknown) => {
      notKept(error);
      return [];
    });
    for (const { key, layout } of found) kept.set(key, { state: 'ready', text: layout });
    for (const wish of wishes) if (kept.get(wish.key)?.state === 'computing') void compute(wish);
  };
  const wishFor = (chart: Chart, view: string): Wish[] => {
    const key = keyOf(chart, view);
    if (kept.has(key)) return [];
    kept.set(key, { state: 'computing' });
    return [{ key, chart, view }];
  };

  return {
    get: ({ chart }, view) => {
      const known = kept.get(keyOf(chart, view));
      if (known?.state === 'computing') worker.hurry(chart, view);
      if (known) return answered(known);
      if (!hasView(chart, view)) return { state: 'unknown' };
      void provide(wishFor(chart, view));
      return { state: 'computing' };
    },
    warm: (machines) =>
      provide(
        machines
          .flatMap(({ chart }) => viewsOf(chart).map((view) => ({ chart, view })))
          // Everything of a large machine at once takes longest and is opened least.
          .sort((a, b) => weight(a) - weight(b))
          .flatMap(({ chart, view }) => wishFor(chart, view)),
      ),
    close: worker.close,
  };
}

function weight({ chart, view }: { chart: Chart; view: string }): number {
  return view === 'full' ? chart.states.length : 0;
}

function answered(known: Kept): LayoutAnswer {
  if (known.state !== 'ready') return known;
  const { text } = known;
  return {
    state: 'ready',
    text,
    get layout() {
      return JSON.parse(text) as ChartLayout;
    },
  };
}

function digestOf(chart: Chart): string {
  const text = JSON.stringify([LAYOUT_RULES, LABEL_METRICS, chart]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
