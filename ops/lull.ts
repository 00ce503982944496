/**
 * Work for the quiet after a burst: giving memory and disk space back costs a moment in which
 * nothing else runs, so it waits until nobody would notice.
 */
import { Session } from 'node:inspector';

export interface Lull {
  /** Something happened: the burst goes on. Cheap enough for every commit. */
  stir(): void;
  stop(): void;
}

/**
 * Runs `work` each time that, after at least `stirsMin` stirs, nothing stirred for `quietMs`. An
 * idle process has no timer running.
 */
export function createLull(
  options: { quietMs: number; stirsMin: number },
  work: () => Promise<void>,
): Lull {
  let stirs = 0;
  let seen = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const look = (): void => {
    timer = null;
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
    timer = setTimeout(look, options.quietMs);
    timer.unref();
  };

  return {
    stir: () => {
      stirs += 1;
      if (timer === null && !stopped) arm();
    },
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
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
