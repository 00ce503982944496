/**
 * The store in memory, for tests and the simulator. It keeps the contract of the SQL store to the
 * letter (one suite tests both) and copies whatever crosses its border, as a database would.
 */
import { crc32 } from 'node:zlib';

import type {
  ActivityRow,
  ActorRecord,
  CommitOutcome,
  DueRow,
  JournalEntry,
  LoadedActor,
  NodeBoot,
  Store,
  StoredDeadLetter,
  Turn,
} from '../runtime/ports.ts';
import { notStorable } from './database-failure.ts';
import { throughJson } from './json-text.ts';
import { addLetter, createMemoryLetters, updateLetter } from './memory-letters.ts';
import { createMemoryNodes, type NodeTables } from './memory-nodes.ts';
import { unborn } from './store-rows.ts';

export interface StoredActor {
  /** Narrow facts, current; its snapshot fields are stale and never read. */
  record: ActorRecord;
  /** The newest snapshot as text, and its checksum; null: the journal is all there is. */
  snapshot: { text: string; checksum: number } | null;
  journal: JournalEntry[];
  consumed: Set<string>;
  /** The turn object that wrote last; the same one again is a retry after a lost answer. */
  lastTurn: Turn;
}

export interface Tables {
  actors: Map<string, StoredActor>;
  /** `address\neventId` → row, in order of insertion. */
  inbox: Map<string, DueRow>;
  /** Rows ever written to the inbox. */
  inboxRows: number;
  activities: Map<string, ActivityRow>;
  nodes: NodeTables;
  deadLetters: StoredDeadLetter[];
}

export interface MemoryStoreOptions {
  /** The clock that leases run by; without one no node ever dies of silence. */
  now?: () => number;
  /** Another process's store on the same rows. */
  beside?: Store;
}

const TABLES = new WeakMap<Store, Tables>();

/** A store, empty unless `beside` another. Every method settles in the same tick. */
export function createMemoryStore({ now = () => 0, beside }: MemoryStoreOptions = {}): Store {
  const tables = (beside && TABLES.get(beside)) ?? emptyTables();
  const store = storeOn(tables, now);
  TABLES.set(store, tables);
  return store;
}

/** The rows behind a memory store, for whoever wants to see what damage to them does. */
export function memoryTables(store: Store): Tables {
  return TABLES.get(store) ?? emptyTables();
}

function emptyTables(): Tables {
  return {
    actors: new Map(),
    inbox: new Map(),
    inboxRows: 0,
    activities: new Map(),
    nodes: { known: new Map(), runners: new Map() },
    deadLetters: [],
  };
}

function storeOn(tables: Tables, now: () => number): Store {
  let self: NodeBoot | null = null;
  const isStuck = (address: string): boolean => {
    const record = tables.actors.get(address)?.record;
    return record?.stuck === true && record.status === 'active';
  };
  const nodes = createMemoryNodes(tables.nodes, tables.activities, now, isStuck, (joined) => {
    self = joined;
  });
  return {
    ...nodes,
    ...createMemoryLetters(tables.deadLetters, (address) => tables.actors.get(address)?.record),
    commit: async (turns) => turns.map((turn) => commitTurn(tables, turn, self)),
    load: async (address) => loaded(tables, address),
    loadAll: async (addresses) => addresses.flatMap((address) => loaded(tables, address) ?? []),
    family: async (root) =>
      [...tables.actors.values()].filter(({ record }) => record.root === root).map(summary),
    actors: async (after, limit) =>
      [...tables.actors.values()]
        .map(({ record: { address, root, machine, version, status, stuck, seq } }) => ({
          ...{ address, root, machine, version, status, stuck, seq },
        }))
        .filter(({ address }) => address > after)
        .sort((left, right) => (left.address < right.address ? -1 : 1))
        .slice(0, limit),
    journal: async (address, afterSeq, limit) => {
      const entries = tables.actors.get(address)?.journal ?? [];
      return throughJson(entries.filter(({ seq }) => seq > afterSeq).slice(0, limit));
    },
    consumed: async (address, eventIds) => {
      const consumed = tables.actors.get(address)?.consumed;
      return new Set(eventIds.filter((id) => consumed?.has(id)));
    },
    due: async (nowMs, limit, after) => {
      const isLater = ({ dueMs, id }: DueRow) =>
        after === undefined || dueMs > after.dueMs || (dueMs === after.dueMs && id > after.id);
      const rows = [...tables.inbox.values()].filter(
        (row) => row.dueMs <= nowMs && isLater(row) && !isStuck(row.address),
      );
      return throughJson(rows.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id).slice(0, limit));
    },
    dueOf: async (address, nowMs, limit) => {
      const rows = [...tables.inbox.values()].filter(
        (row) => row.address === address && row.dueMs <= nowMs,
      );
      const inOrder = rows.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id).slice(0, limit);
      return throughJson(inOrder.map(({ id: _id, ...row }) => row));
    },
    nextDue: async (nowMs) => {
      let earliest: number | null = null;
      for (const { dueMs } of tables.inbox.values())
        if (dueMs > nowMs && (earliest === null || dueMs < earliest)) earliest = dueMs;
      return earliest;
    },
    dropUnclaimed: async (rows) =>
      rows
        .filter(
          ({ address, eventId }) =>
            !tables.actors.has(address) &&
            !tables.inbox.has(inboxKey(address, 'init')) &&
            tables.inbox.delete(inboxKey(address, eventId)),
        )
        .map(({ address, eventId }) => ({ address, eventId })),
    unarchived: async (after, limit) =>
      [...tables.actors.values()]
        .filter((actor) => isEnded(actor.record) && lacksLastState(actor))
        .map(({ record }) => record.address)
        .filter((address) => address > after)
        .sort()
        .slice(0, limit),
    close: async () => {},
  };
}

function loaded(tables: Tables, address: string): LoadedActor | null {
  const actor = tables.actors.get(address);
  if (!actor) return null;
  const present = summary(actor);
  const { record: snapshot, isAltered } = readSnapshot(actor);
  const record = { ...(snapshot ?? unborn(present)), stuck: present.stuck };
  const tail = actor.journal.filter(({ seq }) => seq > record.seq);
  return throughJson({ record, tail, present, isAltered });
}

function commitTurn(tables: Tables, given: Turn, runner: NodeBoot | null): CommitOutcome {
  const known = tables.actors.get(given.address);
  if (known?.lastTurn === given) return 'accepted';
  if ((known?.record.seq ?? -1) !== given.expect || repeatsAnEvent(known, given)) return 'fenced';
  const unstorable = unstorableIn(given);
  if (unstorable !== null) return { refused: notStorable(unstorable) };
  const turn = throughJson(given);
  writeActor(tables, known, turn).lastTurn = given;
  for (const eventId of turn.inboxDone) tables.inbox.delete(inboxKey(turn.address, eventId));
  for (const row of turn.inbox) {
    const key = inboxKey(row.address, row.eventId);
    if (!tables.inbox.has(key)) tables.inbox.set(key, { ...row, id: ++tables.inboxRows });
  }
  for (const key of turn.activitiesDone) {
    tables.activities.delete(key);
    tables.nodes.runners.delete(key);
  }
  for (const row of turn.activities) {
    tables.activities.set(row.key, row);
    tables.nodes.runners.set(row.key, runner);
  }
  for (const letter of turn.deadLetters) addLetter(tables.deadLetters, turn.after, letter);
  for (const update of turn.letters) updateLetter(tables.deadLetters, turn.address, update);
  return 'accepted';
}

function writeActor(tables: Tables, known: StoredActor | undefined, turn: Turn): StoredActor {
  const actor: StoredActor = known ?? {
    record: turn.after,
    snapshot: null,
    journal: [],
    consumed: new Set(),
    lastTurn: turn,
  };
  actor.record = turn.after;
  if (turn.writeSnapshot) actor.snapshot = snapshotOf(turn.after);
  actor.journal.push(...turn.journal);
  for (const { eventId } of turn.journal) if (eventId !== null) actor.consumed.add(eventId);
  tables.actors.set(turn.address, actor);
  return actor;
}

/** What the columns of a database would not take. */
function unstorableIn({ after, inbox }: Turn): string | null {
  if (!Number.isFinite(after.view.progress)) return 'progress is no number';
  const isDue = ({ dueMs }: { dueMs: number }) => Number.isInteger(dueMs);
  return inbox.every(isDue) ? null : 'a due time is no whole number of milliseconds';
}

function repeatsAnEvent(known: StoredActor | undefined, turn: Turn): boolean {
  const ids = turn.journal.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]));
  return new Set(ids).size < ids.length || ids.some((id) => known?.consumed.has(id));
}

function isEnded({ status, stuck }: ActorRecord): boolean {
  return status !== 'active' && status !== 'new' && !stuck;
}

function lacksLastState(actor: StoredActor): boolean {
  return (readSnapshot(actor).record?.seq ?? 0) < actor.record.seq;
}

function snapshotOf(after: ActorRecord): StoredActor['snapshot'] {
  const text = JSON.stringify(after);
  return { text, checksum: crc32(text) };
}

function readSnapshot({ snapshot }: StoredActor): {
  record: ActorRecord | null;
  isAltered: boolean;
} {
  if (snapshot === null) return { record: null, isAltered: false };
  if (crc32(snapshot.text) !== snapshot.checksum) return { record: null, isAltered: true };
  return { record: JSON.parse(snapshot.text) as ActorRecord, isAltered: false };
}

const NOTHING_KEPT = { snapshot: null, childInc: {}, spawnSeq: 0, timers: {} };

function summary(actor: StoredActor): ActorRecord {
  const { snapshot, childInc, spawnSeq, timers } = readSnapshot(actor).record ?? NOTHING_KEPT;
  return throughJson({ ...actor.record, snapshot, childInc, spawnSeq, timers });
}

function inboxKey(address: string, eventId: string): string {
  return `${address}\n${eventId}`;
}
