/**
 * The one statement that makes transitions durable. `u` holds the actors whose compare-and-set on
 * `seq` won; every other write joins it, so a turn that lost leaves no row behind. Taking the same
 * actor twice in one batch would break that: the caller must not.
 */
import { crc32 } from 'node:zlib';

import type {
  ActivityRow,
  DeadLetter,
  InboxRow,
  JournalEntry,
  LetterUpdate,
  NodeBoot,
  Turn,
} from '../runtime/ports.ts';
import type { Statement } from './database.ts';
import { toJsonText } from './json-text.ts';

/** Parameters: see `commitParameters`. Returns one row, `address`, for each turn that lost. */
export const COMMIT: Statement = {
  name: 'commit',
  text: `
with t as materialized (
  select * from json_to_recordset($1::json) as t(
    n int, address text, root text, parent text, id_in_parent text, inc int, machine text,
    version text, status text, value jsonb, view_status text, view_step text,
    view_progress float8, expect int, seq int, turn text, stuck bool, created_at bigint,
    updated_at bigint, checksum bigint, data json)
), created as (
  insert into actor (address, root, parent, id_in_parent, inc, machine, version, status, value,
    view_status, view_step, view_progress, seq, turn, stuck, created_at, updated_at)
  select address, root, parent, id_in_parent, inc, machine, version, status, value,
    view_status, view_step, view_progress, seq, turn, stuck, created_at, updated_at
  from t where expect = -1 order by n
  on conflict (address) do nothing
  returning id, address
), moved as (
  update actor a set version = t.version, status = t.status, value = t.value,
    view_status = t.view_status, view_step = t.view_step, view_progress = t.view_progress,
    seq = t.seq, turn = t.turn, stuck = t.stuck, updated_at = t.updated_at
  from t where t.expect >= 0 and a.address = t.address and a.seq = t.expect
  returning a.id, a.address
), u as (
  select id, address from created union all select id, address from moved
), journalled as (
  insert into journal (actor, seq, at, kind, event_id, event, digest, value, trace)
  select u.id, j.seq, j.at, j.kind, j.event_id, j.event, j.digest, j.value, j.trace
  from json_to_recordset($2::json) as j(address text, seq int, at bigint, kind text,
    event_id text, event json, digest text, value json, trace text)
  join u using (address)
), snapped as (
  insert into snapshot (actor, seq, data, checksum)
  select u.id, t.seq, t.data, t.checksum from t join u using (address) where t.data is not null
  on conflict (actor) do update
    set seq = excluded.seq, data = excluded.data, checksum = excluded.checksum
), consumed as (
  delete from inbox i
  using json_to_recordset($3::json) as d(address text, event_id text), u
  where d.address = u.address and i.address = d.address and i.event_id = d.event_id
), sent as (
  insert into inbox (address, event_id, event, due, timer, trace)
  select i.address, i.event_id, i.event, i.due, i.timer, i.trace
  from json_to_recordset($4::json) as i(n int, sender text, address text, event_id text,
    event json, due bigint, timer text, trace text)
  join u on u.address = i.sender order by i.n
  on conflict (address, event_id) do nothing
), finished as (
  delete from activity a
  using json_to_recordset($5::json) as d(address text, key text), u
  where d.address = u.address and a.key = d.key
), begun as (
  insert into activity (key, owner, root, child_id, inc, src, input, attempt, trace, node, boot)
  select a.key, a.owner, a.root, a.child_id, a.inc, a.src, a.input, a.attempt, a.trace, r.node, r.boot
  from json_to_recordset($6::json) as a(n int, address text, key text, owner text, root text,
    child_id text, inc int, src text, input json, attempt int, trace text)
  join u using (address) cross join json_to_record($7::json) as r(node text, boot int) order by a.n
  on conflict (key) do nothing
), buried as (
  insert into dead_letter (address, event_id, event, error, at)
  select d.target, d.event_id, d.event, d.error, d.at
  from json_to_recordset($8::json) as d(address text, target text, event_id text, event json,
    error json, at bigint)
  join u using (address)
), decided as (
  update dead_letter l set error = coalesce(d.error, l.error),
    attempts = l.attempts + (d.error is not null)::int,
    resolution = d.resolution, resolved_by = d.by, resolved_at = d.at
  from json_to_recordset($9::json) as d(address text, id bigint, error json, resolution text,
    by text, at bigint)
  join u using (address)
  where l.id = d.id and l.address = d.address and l.resolution is null
)
select t.address from t left join u using (address) where u.id is null`,
};

/** What a snapshot row holds besides its seq: all of the record that a turn may change. */
export interface SnapshotData {
  snapshot: Turn['after']['snapshot'];
  childInc: Record<string, number>;
  spawnSeq: number;
  timers: Record<string, string>;
  version: string;
  status: Turn['after']['status'];
  value: Turn['after']['value'];
  view: Turn['after']['view'];
  updatedAt: number;
}

/**
 * The batch as JSON arrays. `tokens` names each turn, to recognise it after a lost connection;
 * `runner` is the node that will run the new activities, null for nobody in particular.
 */
export function commitParameters(
  turns: Turn[],
  tokens: string[],
  runner: NodeBoot | null,
): string[] {
  const rows = <T>(of: (turn: Turn) => T[], row: (turn: Turn, each: T, n: number) => object) => {
    const all: object[] = [];
    for (const turn of turns) for (const each of of(turn)) all.push(row(turn, each, all.length));
    return all;
  };
  return [
    `[${turns.map((turn, n) => actorText(turn, n, tokens[n] ?? '')).join()}]`,
    ...[
      rows((turn) => turn.journal, journalRow),
      rows(
        (turn) => turn.inboxDone,
        ({ address }, event_id) => ({ address, event_id }),
      ),
      rows((turn) => turn.inbox, inboxRow),
      rows(
        (turn) => turn.activitiesDone,
        ({ address }, key) => ({ address, key }),
      ),
      rows((turn) => turn.activities, activityRow),
      runner ?? {},
      rows((turn) => turn.deadLetters, deadLetterRow),
      rows((turn) => turn.letters, letterRow),
    ].map(toJsonText),
  ];
}

/** The snapshot goes in as the very text that its checksum is of. */
function actorText(turn: Turn, n: number, token: string): string {
  const row = actorRow(turn, n, token);
  if (!turn.writeSnapshot) return toJsonText(row);
  const data = toJsonText(snapshotData(turn.after));
  return `${toJsonText({ ...row, checksum: crc32(data) }).slice(0, -1)},"data":${data}}`;
}

/** A key left out is null in the row: who an actor is, is written only when it is created. */
function actorRow({ after, expect }: Turn, n: number, turn: string) {
  const { address, value, view, seq, stuck } = after;
  const moved = {
    n,
    address,
    version: after.version,
    status: after.status,
    value,
    view_status: view.status,
    view_step: view.step ?? undefined,
    view_progress: view.progress,
    expect,
    seq,
    turn,
    stuck,
    updated_at: after.updatedAt,
  };
  if (expect !== -1) return moved;
  const { root, parent, idInParent: id_in_parent, inc, machine, createdAt: created_at } = after;
  return { ...moved, root, parent, id_in_parent, inc, machine, created_at };
}

function journalRow({ address }: Turn, entry: JournalEntry) {
  return {
    address,
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    event_id: entry.eventId ?? undefined,
    event: entry.event,
    digest: entry.digest,
    value: entry.value ?? undefined,
    trace: entry.trace ?? undefined,
  };
}

function inboxRow({ address: sender }: Turn, row: InboxRow, n: number) {
  return {
    n,
    sender,
    address: row.address,
    event_id: row.eventId,
    event: row.event,
    due: row.dueMs,
    timer: row.timer ?? undefined,
    trace: row.trace ?? undefined,
  };
}

function activityRow({ address }: Turn, row: ActivityRow, n: number) {
  return {
    n,
    address,
    key: row.key,
    owner: row.owner,
    root: row.root,
    child_id: row.childId,
    inc: row.inc,
    src: row.src,
    input: row.input,
    attempt: row.attempt,
    trace: row.trace ?? undefined,
  };
}

function deadLetterRow({ address }: Turn, row: DeadLetter) {
  const { address: target, eventId: event_id, event, error, at } = row;
  return { address, target, event_id, event, error, at };
}

function letterRow({ address }: Turn, update: LetterUpdate) {
  return { address, ...update };
}

function snapshotData(after: Turn['after']): SnapshotData {
  const { snapshot, childInc, spawnSeq, timers, version, status, value, view, updatedAt } = after;
  return { snapshot, childInc, spawnSeq, timers, version, status, value, view, updatedAt };
}
