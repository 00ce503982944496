/** One actor's journal as people read it, and where it stood at the end or at a position. */
import { leavesOf } from '../machines/state-path.ts';
import { persist } from '../runtime/kernel.ts';
import type { ActorRecord, JournalEntry, Json, Store } from '../runtime/ports.ts';
import { reviveAt, wholeJournal } from '../runtime/replay.ts';
import { terminal, UsageError } from './exits.ts';
import { registered } from './machines.ts';
import { table } from './table.ts';

/** One line of the course; `state` is null where the event left it as it was. */
interface Position {
  seq: number;
  at: string;
  event: string;
  state: string | null;
}

/** @param seq null for the present. @throws UsageError for an actor or position that is not there */
export async function showCourse(
  store: Store,
  address: string,
  seq: number | null,
  json: boolean,
): Promise<number> {
  const course: Position[] = [];
  let last = 0;
  for await (const entry of wholeJournal(store, address)) {
    last = entry.seq;
    if (seq === null || entry.seq <= seq) course.push(positionOf(entry));
  }
  if (last === 0) throw new UsageError(`there is no workflow ${address}`);
  if (seq !== null && seq > last)
    throw new UsageError(`${address} has ${last} journal positions; there is no ${seq} yet`);
  if (!json) {
    const rows = course.map(({ seq: n, at, event, state }) => [`${n}`, at, event, state ?? '']);
    terminal.out(table(['seq', 'time', 'event', 'state'], rows));
  }
  const actor = await reviveAt(registered, store, address, seq ?? last);
  if (actor === null) throw new UsageError(`there is no workflow ${address}`);
  const record = persist(actor);
  terminal.out(
    json ? JSON.stringify({ ...record, course }, null, 2) : `\n${standing(record, last)}`,
  );
  return 0;
}

function positionOf({ seq, at, kind, event, value }: JournalEntry): Position {
  const isPlain = kind === 'event' || kind === 'init';
  return {
    seq,
    at: new Date(at).toISOString(),
    event: isPlain ? event.type : `${event.type} (${kind})`,
    state: value === null ? null : stateOf(value),
  };
}

function stateOf(value: Json): string {
  return leavesOf(value)
    .map((path) => path.join('.'))
    .join(', ');
}

function standing(record: ActorRecord, last: number): string {
  const { address, seq, machine, version, status, view, value } = record;
  const when = seq === last ? `at ${seq}, the last position` : `at ${seq} of ${last}`;
  const facts = [view.status, view.step, `${view.progress} %`].filter((fact) => fact !== null);
  const waits = [
    ...Object.entries(record.childInc).map(([id, inc]) => `${address}/${id}.${inc}`),
    ...Object.keys(record.timers),
  ];
  return [
    `${address} ${when}: ${stateOf(value) || 'no state'} (${facts.join(', ')})`,
    `${machine} ${version}, ${status}${record.stuck ? ', stuck' : ''}`,
    ...(waits.length > 0 ? [`waits for ${waits.join(', ')}`] : []),
  ].join('\n');
}
