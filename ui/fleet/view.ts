/** A view of the list: filter, order and place, which the address says whole. */
import type { Move } from './row.ts';

export interface FleetView {
  /** Statuses, separated by commas. */
  state: string;
  step: string;
  organization: string;
  waits: string;
  q: string;
  /** What `from` and `to` are about. */
  time: 'updated' | 'created';
  from: number | null;
  to: number | null;
  sort: string;
  /** First row shown. */
  row: number;
}

export const STATUSES = [
  'running',
  'waiting',
  'needs_attention',
  'compensating',
  'completed',
  'cancelled',
  'compensated',
  'stuck',
];

export const SORTS = ['updated', 'created', 'name', 'progress', 'due'] as const;
export type SortName = (typeof SORTS)[number];
const NEWEST = '-updated';

/** What an address asks for; nonsense in it counts as nothing said. */
export function readView(search: string): FleetView {
  const query = new URLSearchParams(search);
  const said = (name: string): string => (query.get(name) ?? '').trim().slice(0, 300);
  const moment = (name: string): number | null =>
    /^\d{1,15}$/.test(said(name)) ? Number(said(name)) : null;
  const sort = said('sort');
  const isKnown = (SORTS as readonly string[]).includes(sort.replace(/^-/, ''));
  return {
    state: said('state'),
    step: said('step'),
    organization: said('organization'),
    waits: said('waits'),
    q: said('q'),
    time: said('time') === 'created' ? 'created' : 'updated',
    from: moment('from'),
    to: moment('to'),
    sort: isKnown ? sort : NEWEST,
    row: moment('row') ?? 0,
  };
}

/** The filter alone, as the API takes it; empty for every workflow. */
export function filterOf(view: FleetView): Record<string, string> {
  const { state, step, organization, waits, q, time, from, to } = view;
  const isTimed = from !== null || to !== null;
  const parts = { state, step, organization, waits, q, time: isTimed ? time : '', from, to };
  return Object.fromEntries(
    Object.entries(parts)
      .filter(([, value]) => value !== '' && value !== null)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** The query of the address, without a question mark; what is usual is left out. */
export function queryOf(view: FleetView): string {
  const query = new URLSearchParams(filterOf(view));
  if (view.sort !== NEWEST) query.set('sort', view.sort);
  if (view.row > 0) query.set('row', String(view.row));
  return query.toString();
}

export function addressOf(view: FleetView): string {
  const query = queryOf(view);
  return query === '' ? '/w' : `/w?${query}`;
}

export function isFiltered(view: FleetView): boolean {
  return Object.keys(filterOf(view)).length > 0;
}

/** The order after a press on a column's head: its usual one first, then the other way round. */
export function sortedBy(view: FleetView, name: SortName): string {
  const usual = name === 'name' || name === 'due' ? name : `-${name}`;
  if (view.sort !== usual) return usual;
  return usual.startsWith('-') ? name : `-${name}`;
}

/** Whether a row that moved belongs to the view, as far as a move can say; words are not looked at. */
export function fits(view: FleetView, move: Move): boolean {
  const states = view.state === '' ? null : view.state.split(',');
  if (states && !states.includes(move.status) && !states.includes(move.step_name ?? ''))
    return false;
  if (view.step !== '' && move.step_name !== view.step) return false;
  const waits = move.waits_for ?? '';
  if (view.waits === 'person' && waits !== 'operator' && waits !== 'educator') return false;
  if (view.waits !== '' && view.waits !== 'person' && waits !== view.waits) return false;
  const at = view.time === 'created' ? move.created_at : move.updated_at;
  return (view.from === null || at >= view.from) && (view.to === null || at < view.to);
}
