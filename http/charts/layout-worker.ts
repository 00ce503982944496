/** The thread that lays charts out, started when it is first needed and again after it ended. */
import { Worker } from 'node:worker_threads';
import type { Chart } from '../../machines/chart.ts';
import type { LayoutJob, LayoutReply } from './worker.ts';

export type Made = { text: string } | { failure: string };

export interface LayoutWorker {
  /** Never rejects: what goes wrong is an answer too. */
  layOut(chart: Chart, view: string): Promise<Made>;
  /** Somebody waits for this one: it goes before the others, unless it is under way or done. */
  hurry(chart: Chart, view: string): void;
  close(): Promise<void>;
}

interface Timing {
  wakeAt(dueMs: number, wake: () => void): () => void;
  now(): number;
}

/** Longest a layout may take before its thread is given up. */
const PATIENCE_MS = 30_000;
/** A chart that needs more is not worth the server's memory. */
const LIMITS = { maxOldGenerationSizeMb: 256 };

interface Job extends LayoutJob {
  settle: (made: Made) => void;
}

/** One job at a time, so that each has its own patience. */
export function createLayoutWorker({ wakeAt, now }: Timing): LayoutWorker {
  const queue: Job[] = [];
  let worker: Worker | null = null;
  let running: { job: Job; cancel: () => void } | null = null;
  let jobs = 0;
  let isClosed = false;

  const settle = (made: Made): void => {
    const done = running;
    running = null;
    done?.cancel();
    done?.job.settle(made);
    next();
  };
  const end = (failure: string): void => {
    const ended = worker;
    worker = null;
    void ended?.terminate();
    settle({ failure });
  };
  const working = (): Worker => {
    if (worker) return worker;
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      resourceLimits: LIMITS,
    });
    started.on('message', (reply: LayoutReply) => {
      if (reply.id === running?.job.id) settle(reply);
    });
    started.on('error', (error) => {
      if (worker === started) end(error.message);
    });
    started.on('exit', () => {
      if (worker === started) end('the thread ended');
    });
    // Last, because listening for messages keeps the process alive again.
    started.unref();
    worker = started;
    return started;
  };
  const next = (): void => {
    if (running || isClosed) return;
    const job = queue.shift();
    if (!job) return;
    const cancel = wakeAt(now() + PATIENCE_MS, () => end('it took too long'));
    running = { job, cancel };
    const { id, chart, view } = job;
    working().postMessage({ id, chart, view } satisfies LayoutJob);
  };

  return {
    layOut: (chart, view) =>
      new Promise((settled) => {
        jobs += 1;
        queue.push({ id: jobs, chart, view, settle: settled });
        next();
      }),
    hurry: (chart, view) => {
      const at = queue.findIndex((job) => job.chart === chart && job.view === view);
      queue.unshift(...queue.splice(at === -1 ? queue.length : at, 1));
    },
    close: async () => {
      isClosed = true;
      running?.cancel();
      const ended = worker;
      worker = null;
      await ended?.terminate();
    },
  };
}
