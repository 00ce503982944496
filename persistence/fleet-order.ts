/** The orders a list comes in, and the cursors that go on from a place in one. */
import { terminal } from '../runtime/errors.ts';

/** What a list is ordered by; with a minus in front the largest comes first. */
export type FleetSort = `${'' | '-'}${keyof typeof KEYS}`;

const KEYS = {
  updated: { key: 'w.updated_at', type: 'bigint', from: 'workflow w' },
  created: { key: 'w.created_at', type: 'bigint', from: 'workflow w' },
  name: { key: 'w.name_key', type: 'text', from: 'workflow w' },
  progress: { key: 'w.progress', type: 'float8', from: 'workflow w' },
  /** Only those that have a deadline. */
  due: { key: 'd.due', type: 'bigint', from: '' },
} as const;

/** Timers that are somebody's deadline, unlike those of retries, reminders and reservations. */
export const IS_DEADLINE = `(i.timer like 'xstate.after.untilDue.%'
  or i.timer like 'xstate.after.untilDeadline.%'
  or i.timer like 'xstate.after.untilUploadsClose.%')`;
const WITH_DEADLINE = `workflow w join (
    select a.root, min(i.due) as due from inbox i join actor a on a.address = i.address
    where i.timer is not null and a.status = 'active' and ${IS_DEADLINE} group by a.root
  ) d on d.root = w.id`;

export interface Order {
  sort: FleetSort;
  /** SQL of the value ordered by, its type, and what to select from. */
  key: string;
  type: string;
  from: string;
  isDescending: boolean;
}

/** @throws terminal SORT_UNKNOWN */
export function orderOf(sort: string): Order {
  const isDescending = sort.startsWith('-');
  const name = (isDescending ? sort.slice(1) : sort) as keyof typeof KEYS;
  if (!Object.hasOwn(KEYS, name))
    throw terminal('SORT_UNKNOWN', `The list can be sorted by ${Object.keys(KEYS).join(', ')}`);
  const { key, type, from } = KEYS[name];
  return {
    sort: sort as FleetSort,
    key,
    type,
    from: name === 'due' ? WITH_DEADLINE : from,
    isDescending,
  };
}

/** A place in an order: after or before the row that has this key and id. */
export interface Place {
  key: number | string;
  id: string;
  goes: 'on' | 'back';
}

/** Where a page starts: behind a place, and so many rows further; its rank where that is known. */
export interface Start {
  place: Place | null;
  offset?: number;
  rank: number | null;
}

export function cursorTo({ sort }: Order, { key, id, goes }: Place): string {
  return Buffer.from(JSON.stringify([sort, goes, key, id])).toString('base64url');
}

/** @throws terminal CURSOR_INVALID also for the cursor of another order */
export function readCursor({ sort, type }: Order, cursor: string): Place {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [given, goes, key, id] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    const fits = type === 'text' ? typeof key === 'string' : Number.isFinite(key);
    if (given === sort && fits && typeof id === 'string' && (goes === 'on' || goes === 'back'))
      return { key: key as number | string, id, goes };
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor of ours.
  }
  throw terminal('CURSOR_INVALID', 'This cursor was not given out by this list');
}
