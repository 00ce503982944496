/** What the fleet's feed says, folded into the rows on show: in place, never in another order. */
import type { Pages } from './pages.ts';
import type { Move, Row } from './row.ts';
import { type FleetView, fits } from './view.ts';

export type FleetMessage =
  | { event_type: 'fleet'; n: number; changed: Move[]; counts?: Record<string, number> }
  | { event_type: 'counts'; counts: Record<string, number> }
  | { event_type: 'rows'; rows: Row[]; are_new?: boolean }
  | { event_type: 'bulk'; bulk: BulkProgress };

export interface BulkProgress {
  id: string;
  action: string;
  person: string;
  total: number;
  open: number;
  accepted: number;
  refused: number;
  failed: number;
  ended_at: string | null;
}

export interface Told {
  counts: Record<string, number> | null;
  bulk: BulkProgress | null;
  /** A message was missed: what is on show has to be asked for again. */
  isBehind: boolean;
  /** Workflows that would stand above or elsewhere if the list were read again. */
  newer: number;
  /** Whether a row that is loaded changed: everything else leaves the picture as it is. */
  isTouched: boolean;
}

export interface FleetFold {
  take(messages: FleetMessage[]): Told;
  /** Everything on show is as new as it can be. */
  forget(): void;
}

export function createFold(view: FleetView, pages: Pages): FleetFold {
  let last: number | null = null;
  const newer = new Set<string>();
  const followsTime = view.sort === '-updated';

  const moved = (move: Move, told: Told): void => {
    const isHere = pages.move(move);
    told.isTouched ||= isHere;
    if (!fits(view, move)) return;
    if (followsTime ? !isFirst(move) : !isHere && move.seq <= 1) newer.add(move.workflow_id);
  };
  const isFirst = ({ workflow_id }: Move): boolean => pages.row(0)?.workflow_id === workflow_id;

  const note = (message: FleetMessage, told: Told): void => {
    switch (message.event_type) {
      case 'bulk':
        told.bulk = message.bulk;
        break;
      case 'counts':
        told.counts = message.counts;
        break;
      case 'rows':
        for (const row of message.rows) told.isTouched = pages.move(row) || told.isTouched;
        break;
      case 'fleet':
        // The first message of a connection has no rows: what moved before it has to be asked for.
        told.isBehind ||= message.counts !== undefined || (last !== null && message.n > last + 1);
        told.counts = message.counts ?? told.counts;
        last = message.n;
        for (const move of message.changed) moved(move, told);
    }
  };

  return {
    take(messages) {
      const told: Told = {
        counts: null,
        bulk: null,
        isBehind: false,
        newer: 0,
        isTouched: false,
      };
      for (const message of messages) note(message, told);
      told.newer = newer.size;
      return told;
    },
    forget: () => newer.clear(),
  };
}
