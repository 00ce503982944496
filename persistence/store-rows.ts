/** How rows become the records the runtime knows. */
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
  snapshot_seq: number;
  data: SnapshotData;
}

export const JOURNAL_COLUMNS = `
  a.address, j.seq, j.at, j.kind,
  j.event_id as "eventId", j.event, j.digest, j.value, j.trace`;
export const INBOX_COLUMNS = 'address, event_id as "eventId", event, due as "dueMs", timer, trace';
export const ACTIVITY_COLUMNS =
  'key, owner, root, child_id as "childId", inc, src, input, attempt, trace';

/** The actor as of its snapshot, and what happened since. `stuck` is always the present truth. */
export function loadedActor(row: ActorRow & { tail: JournalEntry[] }): LoadedActor {
  const record = { ...identity(row), ...row.data, seq: row.snapshot_seq, stuck: row.stuck };
  return { record, tail: row.tail };
}

/** The actor's facts as of now; snapshot, childInc, spawnSeq and timers as of the snapshot. */
export function summary(row: ActorRow): ActorRecord {
  const { version, status, value, seq, stuck, updated_at: updatedAt } = row;
  const view = { status: row.view_status, step: row.view_step, progress: row.view_progress };
  return { ...identity(row), ...row.data, version, status, value, view, seq, stuck, updatedAt };
}

function identity(row: ActorRow) {
  const { address, root, parent, inc, machine } = row;
  const more = { idInParent: row.id_in_parent, createdAt: row.created_at };
  return { address, root, parent, inc, machine, ...more };
}
