/**
 * Wakes the engine when an inbox row falls due. Memory holds one wake-up only: the earliest; the
 * rows themselves are the truth, so a restart keeps every remaining time and late ones fire at once.
 */
import type { Clock, InboxRow, Store } from './ports.ts';

export interface Timers {
  /** Tells that a row due at `dueMs` was written. */
  arm(dueMs: number): void;
  /** Delivers everything due now and re-arms for the next. */
  poll(): Promise<void>;
  /** Whether rows are being read or a wake-up for rows already due is pending. */
  isPolling(): boolean;
  stop(): void;
}

const PAGE = 500;

export function createTimers(
  store: Store,
  clock: Clock,
  deliver: (row: InboxRow) => void,
  failed: (error: unknown) => void,
  settled: () => void = () => undefined,
): Timers {
  let cancelWake: (() => void) | null = null;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  let stopped = false;
  let polling: Promise<void> | null = null;
  let again = false;

  const arm = (dueMs: number): void => {
    if (stopped || dueMs >= wakeAtMs) return;
    cancelWake?.();
    wakeAtMs = dueMs;
    cancelWake = clock.wakeAt(dueMs, () => {
      wakeAtMs = Number.POSITIVE_INFINITY;
      poll().catch(retryLater);
    });
  };

  const retryLater = (error: unknown): void => {
    failed(error);
    arm(clock.now() + 1000);
  };

  const poll = (): Promise<void> => {
    if (polling) {
      again = true;
      return polling;
    }
    polling = readDue().finally(() => {
      polling = null;
      settled();
    });
    return polling;
  };

  const readDue = async (): Promise<void> => {
    do {
      again = false;
      const now = clock.now();
      const rows = await store.due(now, PAGE);
      if (stopped) return;
      for (const row of rows) deliver(row);
      // A full page may hide more rows: look again soon, once these have been consumed.
      if (rows.length === PAGE) arm(now + 20);
      const next = await store.nextDue(now);
      if (next !== null) arm(next);
    } while (again && !stopped);
  };

  return {
    arm,
    poll,
    isPolling: () => polling !== null || wakeAtMs <= clock.now(),
    stop: () => {
      stopped = true;
      cancelWake?.();
    },
  };
}
