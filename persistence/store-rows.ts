/** How rows become the records the runtime knows. */
import { crc32 } from 'node:zlib';

import type {
  ActorRecord,
  ActorStatus,
  JournalEntry,
  Json,
  LoadedActor,
} from '../runtime/ports.ts';
import type { SnapshotData } from './commit-statement.ts';

/** A row of `actor` joined to its snapshot. */
export interface ActorRow {
  address: string;
  root: string;
  parent: string | null;
  id_in_parent: string | null;
  inc: number;
  machine: string;
  version: string;
  status: ActorStatus;
  value: Json;
  view_status: string;
  view_step: string | null;
  view_progress: number;
  seq: number;
  stuck: boolean;
  created_at: number;
  updated_at: number;
  /** Null while the journal is all there is. */
  snapshot_seq: number | null;
  /** The snapshot as the text that was written, and the checksum of it. */
  data: string | null;
  checksum: number | null;
}

export const JOURNAL_COLUMNS = `
  a.address, j.seq, j.at, j.kind,
  j.event_id as "eventId", j.event, j.digest, j.value, j.trace`;
export const INBOX_COLUMNS = 'address, event_id as "eventId", event, due as "dueMs", timer, trace';
export const ACTIVITY_COLUMNS =
  'key, owner, root, child_id as "childId", inc, src, input, attempt, trace';

/** Of `actor a left join snapshot s`. */
export const ACTOR_COLUMNS = 'a.*, s.seq as snapshot_seq, s.data::text as data, s.checksum';

/**
 * The actor as of its snapshot, or as it was before its birth, and what happened since. `stuck` is
 * always the present truth.
 */
export function loadedActor(row: ActorRow & { tail: JournalEntry[] }): LoadedActor {
  const { data, isAltered } = readSnapshot(row);
  const present = summary(row);
  const { tail, stuck } = row;
  if (data === null) return { record: unborn(present), tail, present, isAltered };
  const record = { ...identity(row), ...data, seq: row.snapshot_seq ?? 0, stuck };
  return { record, tail, present, isAltered };
}

/** What the journal is folded onto from its very beginning. */
export function unborn(present: ActorRecord): ActorRecord {
  return { ...present, ...NOTHING_KEPT, status: 'new', value: null, seq: 0 };
}

/** The actor's facts as of now; snapshot, childInc, spawnSeq and timers as of the snapshot. */
export function summary(row: ActorRow): ActorRecord {
  const { version, status, value, seq, stuck, updated_at: updatedAt } = row;
  const view = { status: row.view_status, step: row.view_step, progress: row.view_progress };
  const kept = readSnapshot(row).data ?? NOTHING_KEPT;
  return { ...identity(row), ...kept, version, status, value, view, seq, stuck, updatedAt };
}

const NOTHING_KEPT = { snapshot: null, childInc: {}, spawnSeq: 0, timers: {} };

/** @returns no data when it is not what was written; snapshots without a checksum are older than it. */
function readSnapshot({ data, checksum }: ActorRow): {
  data: SnapshotData | null;
  isAltered: boolean;
} {
  if (data === null) return { data: null, isAltered: false };
  if (checksum !== null && crc32(data) !== checksum) return { data: null, isAltered: true };
  return { data: JSON.parse(data) as SnapshotData, isAltered: false };
}

function identity(row: ActorRow) {
  const { address, root, parent, inc, machine } = row;
  const more = { idInParent: row.id_in_parent, createdAt: row.created_at };
  return { address, root, parent, inc, machine, ...more };
}
