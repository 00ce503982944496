/**
 * Messages to nobody. An actor's creation is written with or before the first message to it, so a
 * message whose actor is still unknown after a while was misaddressed: it is dropped and counted,
 * where it would otherwise be read again with every look at what is due.
 */
import type { Clock, InboxRow, Store } from './ports.ts';

type Row = Pick<InboxRow, 'address' | 'eventId' | 'dueMs'>;

export interface UnclaimedOptions {
  store: Pick<Store, 'dropUnclaimed'>;
  clock: Clock;
  /** Look again at this time. */
  arm(atMs: number): void;
  dropped(rows: { address: string; eventId: string }[]): void;
  failed(error: unknown): void;
}

/** How long an unknown actor may take to come into being. */
export const UNCLAIMED_MS = 60_000;

/** Returns what takes each row whose actor is unknown. */
export function createUnclaimed(options: UnclaimedOptions): (row: Row) => void {
  const { store, clock } = options;
  let waiting: Row[] = [];

  const drop = async (): Promise<void> => {
    const rows = waiting;
    waiting = [];
    try {
      const dropped = await store.dropUnclaimed(
        rows.map(({ address, eventId }) => ({ address, eventId })),
      );
      if (dropped.length > 0) options.dropped(dropped);
    } catch (error) {
      options.failed(error);
      options.arm(clock.now() + UNCLAIMED_MS);
    }
  };

  return (row) => {
    const overMs = row.dueMs + UNCLAIMED_MS;
    if (clock.now() < overMs) return options.arm(overMs);
    if (waiting.push(row) === 1) setImmediate(() => void drop());
  };
}
