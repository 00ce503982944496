/**
 * Work for the quiet after a burst: giving memory and disk space back costs a moment in which
 * nothing else runs, so it waits until nobody would notice.
 */
import { Session } from 'node:inspector';
import type { SystemClock } from './clock.ts';

export interface Lull {
  /** So much happened: the burst goes on. Cheap enough for every commit. */
  stir(much?: number): void;
  stop(): void;
}

export interface LullOptions {
  clock: Pick<SystemClock, 'now' | 'wakeAt'>;
  quietMs: number;
  /** Bursts smaller than this are not worth the work. */
  stirsMin: number;
}

/**
 * Runs `work` each time that, after a burst, nothing stirred for `quietMs`. An idle process has no
 * timer running.
 */
export function createLull(options: LullOptions, work: () => Promise<void>): Lull {
  const { clock, quietMs } = options;
  let stirs = 0;
  let seen = 0;
  let cancel: (() => void) | null = null;
  let stopped = false;

  const look = (): void => {
    cancel = null;
    if (stopped) return;
    if (stirs !== seen) {
      seen = stirs;
      arm();
      return;
    }
    if (stirs < options.stirsMin) return;
    stirs = 0;
    seen = 0;
    void work();
  };

  const arm = (): void => {
    cancel = clock.wakeAt(clock.now() + quietMs, look);
  };

  return {
    stir: (much = 1) => {
      stirs += much;
      if (cancel === null && !stopped) arm();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
}

/** Growth below this is not worth a pause. */
const WORTHWHILE_BYTES = 48 * 2 ** 20;
let keptBytes = process.memoryUsage().heapTotal;

/**
 * Returns to the system what the heap grew to in a burst: V8 keeps emptied pages for the next one,
 * for ever. Takes a tenth of a second, and does nothing while the heap is about what it was.
 */
export async function releaseHeap(): Promise<void> {
  if (process.memoryUsage().heapTotal - keptBytes < WORTHWHILE_BYTES) return;
  const session = new Session();
  session.connect();
  await new Promise((resolve) => session.post('HeapProfiler.collectGarbage', resolve));
  session.disconnect();
  keptBytes = process.memoryUsage().heapTotal;
}
