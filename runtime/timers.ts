/**
 * Wakes the engine when an inbox row falls due. Memory holds one wake-up only, the earliest; the
 * rows themselves are the truth, so a restart keeps every remaining time and late ones fire at once.
 * However many are due, a bounded number is on its way at a time.
 */
import type { Clock, DueRow, InboxRow, Store } from './ports.ts';

export interface Timers {
  /** Tells that a row due at `dueMs` was written. */
  arm(dueMs: number): void;
  /** Delivers what is due now and re-arms for the next; `all` leaves nothing to other nodes. */
  poll(all?: 'all'): Promise<void>;
  /** As `poll`, but a failure is reported and tried again. */
  look(all?: 'all'): void;
  /** Whether rows are being read or a wake-up for rows already due is pending. */
  isPolling(): boolean;
  stop(): void;
}

export interface TimersOptions {
  store: Pick<Store, 'due' | 'nextDue'>;
  clock: Clock;
  /** When this node may deliver a row that is due. */
  takesAt(row: InboxRow): number;
  /** False when the row is on its way already; else `settled` follows, consumed or not. */
  deliver(row: InboxRow, settled: () => void): boolean;
  failed(error: unknown): void;
  /** A look is over. */
  rested(): void;
}

const PAGE = 500;
/** Rows on their way before the next page is read. */
const ON_THE_WAY_MAX = 1000;
/** Rows that do not get consumed hold the others up no longer than this. */
const HOLD_UP_MAX_MS = 1000;
const RETRY_MS = 1000;

export function createTimers(options: TimersOptions): Timers {
  const { store, clock } = options;
  let cancelWake: (() => void) | null = null;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  let stopped = false;
  let polling: Promise<void> | null = null;
  let again: 'no' | 'mine' | 'all' = 'no';
  const onTheWay = createRoom(clock);

  const arm = (dueMs: number): void => {
    if (stopped || dueMs >= wakeAtMs) return;
    cancelWake?.();
    wakeAtMs = dueMs;
    cancelWake = clock.wakeAt(dueMs, () => {
      wakeAtMs = Number.POSITIVE_INFINITY;
      look();
    });
  };

  const look = (all?: 'all'): void => {
    poll(all).catch((error: unknown) => {
      options.failed(error);
      arm(clock.now() + RETRY_MS);
    });
  };

  const poll = (all?: 'all'): Promise<void> => {
    if (polling) {
      if (again !== 'all') again = all ?? 'mine';
      return polling;
    }
    polling = readDue(all ?? 'mine').finally(() => {
      polling = null;
      again = 'no';
      options.rested();
    });
    return polling;
  };

  const readDue = async (first: 'mine' | 'all'): Promise<void> => {
    for (let whose: typeof again = first; whose !== 'no' && !stopped; whose = again) {
      again = 'no';
      await sweep(whose === 'all');
    }
  };

  const sweep = async (takesAll: boolean): Promise<void> => {
    const now = clock.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for await (const row of dueRows(now)) {
      const takesAt = takesAll ? row.dueMs : options.takesAt(row);
      if (takesAt > now) nextMs = Math.min(nextMs, takesAt);
      else onTheWay.add((settled) => options.deliver(row, settled));
    }
    if (stopped) return;
    nextMs = Math.min(nextMs, (await store.nextDue(now)) ?? nextMs);
    if (nextMs < Number.POSITIVE_INFINITY) arm(nextMs);
  };

  async function* dueRows(now: number): AsyncGenerator<DueRow> {
    let rows: DueRow[] = [];
    do {
      await onTheWay.room();
      rows = await store.due(now, PAGE, rows.at(-1));
      if (!stopped) yield* rows;
    } while (rows.length === PAGE && !stopped);
  }

  return {
    arm,
    poll,
    look,
    isPolling: () => polling !== null || wakeAtMs <= clock.now(),
    stop: () => {
      stopped = true;
      cancelWake?.();
    },
  };
}

/** Counts what is on its way and lets a reader wait until there is room for more. */
function createRoom(clock: Clock) {
  let count = 0;
  let wake: (() => void) | null = null;
  return {
    add: (send: (settled: () => void) => boolean): void => {
      let isOpen = true;
      const settled = (): void => {
        if (!isOpen) return;
        isOpen = false;
        count -= 1;
        if (count < ON_THE_WAY_MAX) wake?.();
      };
      count += 1;
      if (!send(settled)) settled();
    },
    room: (): Promise<void> | null => {
      if (count < ON_THE_WAY_MAX) return null;
      return new Promise((resolve) => {
        const cancel = clock.wakeAt(clock.now() + HOLD_UP_MAX_MS, () => wake?.());
        wake = () => {
          wake = null;
          cancel();
          resolve();
        };
      });
    },
  };
}
