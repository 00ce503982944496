/**
 * The store in memory, for tests and the simulator. It keeps the contract of the SQL store to the
 * letter (one suite tests both) and copies whatever crosses its border, as a database would.
 */
import type {
  ActivityRow,
  ActorRecord,
  CommitOutcome,
  DeadLetter,
  DueRow,
  JournalEntry,
  LoadedActor,
  NodeBoot,
  Store,
  Turn,
} from '../runtime/ports.ts';
import { throughJson } from './json-text.ts';
import { createMemoryNodes, type NodeTables } from './memory-nodes.ts';

interface StoredActor {
  /** Narrow facts, current; its snapshot fields are stale and never read. */
  record: ActorRecord;
  snapshot: ActorRecord;
  journal: JournalEntry[];
  consumed: Set<string>;
  /** The turn object that wrote last; the same one again is a retry after a lost answer. */
  lastTurn: Turn;
}

interface Tables {
  actors: Map<string, StoredActor>;
  /** `address\neventId` → row, in order of insertion. */
  inbox: Map<string, DueRow>;
  /** Rows ever written to the inbox. */
  inboxRows: number;
  activities: Map<string, ActivityRow>;
  nodes: NodeTables;
  deadLetters: DeadLetter[];
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
  const nodes = createMemoryNodes(tables.nodes, tables.activities, now, (joined) => {
    self = joined;
  });
  return {
    ...nodes,
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
      const rows = [...tables.inbox.values()].filter((row) => row.dueMs <= nowMs && isLater(row));
      return throughJson(rows.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id).slice(0, limit));
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
        .filter(({ record, snapshot }) => isEnded(record) && snapshot.seq < record.seq)
        .map(({ record }) => record.address)
        .filter((address) => address > after)
        .sort()
        .slice(0, limit),
    deadLetters: async (limit) => throughJson(tables.deadLetters.toReversed().slice(0, limit)),
    close: async () => {},
  };
}

function loaded(tables: Tables, address: string): LoadedActor | null {
  const actor = tables.actors.get(address);
  if (!actor) return null;
  const record = { ...actor.snapshot, stuck: actor.record.stuck };
  return throughJson({ record, tail: actor.journal.filter(({ seq }) => seq > record.seq) });
}

function commitTurn(tables: Tables, given: Turn, runner: NodeBoot | null): CommitOutcome {
  const known = tables.actors.get(given.address);
  if (known?.lastTurn === given) return 'accepted';
  if ((known?.record.seq ?? -1) !== given.expect || repeatsAnEvent(known, given)) return 'fenced';
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
  tables.deadLetters.push(...turn.deadLetters);
  return 'accepted';
}

function writeActor(tables: Tables, known: StoredActor | undefined, turn: Turn): StoredActor {
  const actor: StoredActor = known ?? {
    record: turn.after,
    snapshot: turn.after,
    journal: [],
    consumed: new Set(),
    lastTurn: turn,
  };
  actor.record = turn.after;
  if (turn.writeSnapshot) actor.snapshot = turn.after;
  actor.journal.push(...turn.journal);
  for (const { eventId } of turn.journal) if (eventId !== null) actor.consumed.add(eventId);
  tables.actors.set(turn.address, actor);
  return actor;
}

function repeatsAnEvent(known: StoredActor | undefined, turn: Turn): boolean {
  const ids = turn.journal.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]));
  return new Set(ids).size < ids.length || ids.some((id) => known?.consumed.has(id));
}

function isEnded({ status, stuck }: ActorRecord): boolean {
  return status !== 'active' && status !== 'new' && !stuck;
}

function summary({ record, snapshot }: StoredActor): ActorRecord {
  return throughJson({
    ...record,
    snapshot: snapshot.snapshot,
    childInc: snapshot.childInc,
    spawnSeq: snapshot.spawnSeq,
    timers: snapshot.timers,
  });
}

function inboxKey(address: string, eventId: string): string {
  return `${address}\n${eventId}`;
}
