/**
 * What the runtime needs from the world, as small interfaces: a clock, ids, a store, a dispatcher.
 * Each has a real implementation and a seeded one, so that the same engine runs in production and
 * under simulation.
 */
import type { Failure } from './errors.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An event as it is stored and delivered: plain JSON with a `type`. */
export type StoredEvent = { type: string } & JsonObject;

/** Time as milliseconds since 1970. `wakeAt` must cope with any distance, beyond 2^31 ms too. */
export interface Clock {
  now(): number;
  /** Calls `wake` once, at or after `dueMs`; returns a function that cancels it. */
  wakeAt(dueMs: number, wake: () => void): () => void;
}

/** Unique, time-sortable ids without characters that need escaping in a path. */
export interface Ids {
  next(): string;
}

export type ActorStatus = 'new' | 'active' | 'done' | 'error' | 'stopped';

/** The three facts lists filter and sort by; computed by a machine's projection, pure. */
export interface ActorView {
  status: string;
  step: string | null;
  progress: number;
}

/** One durable actor. `snapshot` is xstate's persisted snapshot; the rest is our bookkeeping. */
export interface ActorRecord {
  address: string;
  /** Address of the top-most ancestor: the workflow. Its own address for a root. */
  root: string;
  parent: string | null;
  idInParent: string | null;
  /** Incarnation under which the parent spawned it; 0 for a root. */
  inc: number;
  machine: string;
  version: string;
  status: ActorStatus;
  /** The state value, kept beside the snapshot so that lists need not open snapshots. */
  value: Json;
  view: ActorView;
  snapshot: Json;
  /** childId → incarnation of each child that has not yet reported back. */
  childInc: Record<string, number>;
  spawnSeq: number;
  /** timerId → key of the armed timer. */
  timers: Record<string, string>;
  seq: number;
  stuck: boolean;
  createdAt: number;
  updatedAt: number;
}

/**
 * `failed`: its transition threw, the actor is stuck. `retried` and `discarded` settle such an event,
 * which the entry repeats; `released` frees an actor that could not be loaded.
 */
export type JournalKind =
  | 'init'
  | 'event'
  | 'stale'
  | 'dropped'
  | 'failed'
  | 'retried'
  | 'discarded'
  | 'released'
  | 'migrate';

/** One consumed event. `value` is set only where the state value changed, for cheap timelines. */
export interface JournalEntry {
  address: string;
  seq: number;
  at: number;
  kind: JournalKind;
  eventId: string | null;
  event: StoredEvent;
  /** Hash of the commands this event produced; replay must produce the same. */
  digest: string;
  value: Json | null;
  trace: string | null;
}

/** A message or timer waiting for an actor. `eventId` is unique per address. */
export interface InboxRow {
  address: string;
  eventId: string;
  event: StoredEvent;
  dueMs: number;
  /** xstate's timer id when this row is a timer; null for a message. */
  timer: string | null;
  trace: string | null;
}

/** An inbox row with its place in the order of sending, to go on after it. */
export type DueRow = InboxRow & { id: number };

/** One start of one process: `boot` counts the starts of the node called `node`. */
export interface NodeBoot {
  node: string;
  boot: number;
}

/** What a node learns when it renews its lease. */
export interface NodeStanding {
  /** Newest start of a node of our name: above ours, another process has taken our place. */
  boot: number;
  /** Ids of the nodes whose lease has not run out, ours among them, sorted. */
  living: string[];
  /** Some activity is run by nobody alive. */
  orphans: boolean;
}

/** An effect to run: the outbox. Deleted by the turn that consumes its completion. */
export interface ActivityRow {
  /** `${owner}/${childId}.${inc}`; the idempotency key of one attempt. */
  key: string;
  owner: string;
  root: string;
  childId: string;
  inc: number;
  src: string;
  input: Json;
  /** Counts crash re-runs of this row, starting at 1. */
  attempt: number;
  trace: string | null;
}

/** A dead letter: what stopped one actor. */
export interface DeadLetter {
  address: string;
  eventId: string;
  /** The event whose transition threw; null when the actor itself could not be loaded. */
  event: StoredEvent | null;
  error: Failure;
  at: number;
}

/** A dead letter as kept, until a person has settled it and after. */
export interface StoredDeadLetter extends DeadLetter {
  id: number;
  root: string;
  machine: string;
  /** How often the event was tried: once, and once more for each retry that failed. */
  attempts: number;
  resolution: LetterResolution | null;
  resolvedBy: string | null;
  resolvedAt: number | null;
}

export type LetterResolution = 'retried' | 'discarded' | 'released';

/** What a turn changes about an open letter: it failed once more, or it is settled. */
export type LetterUpdate =
  | { id: number; error: Failure }
  | { id: number; resolution: LetterResolution; by: string; at: number };

/** Which letters to show; newest first. */
export interface LetterFilter {
  /** True: only unsettled ones; false: only settled ones. */
  open?: boolean;
  /** Only those of this workflow and its descendants. */
  root?: string;
  address?: string;
  /** Only those older than this id. */
  before?: number;
}

/** Everything one turn of one actor writes, atomically, if its `seq` is still `expect`. */
export interface Turn {
  address: string;
  /** seq before the turn; -1 when the turn creates the actor. */
  expect: number;
  after: ActorRecord;
  /** Whether `after.snapshot` and bookkeeping are to be written as a new snapshot row. */
  writeSnapshot: boolean;
  journal: JournalEntry[];
  /** Event ids of this actor's inbox rows (messages and timers) that are used up or cancelled. */
  inboxDone: string[];
  inbox: InboxRow[];
  activities: ActivityRow[];
  /** Keys of activities that are finished or cancelled. */
  activitiesDone: string[];
  deadLetters: DeadLetter[];
  /** Changes to letters of this actor that were open before the turn. */
  letters: LetterUpdate[];
}

/** What the narrow row of an actor says, whatever its machine. */
export type ActorSummary = Pick<
  ActorRecord,
  'address' | 'root' | 'machine' | 'version' | 'status' | 'stuck' | 'seq'
>;

/** `refused`: the store takes everything else, and will never take this. */
export type CommitOutcome = 'accepted' | 'fenced' | { refused: Failure };

export interface LoadedActor {
  /** The newest stored snapshot, `seq` its seq; before the first one, the actor unborn at seq 0. */
  record: ActorRecord;
  /** Journal entries after that snapshot, in order; replay them to reach the present. */
  tail: JournalEntry[];
  /** What the narrow row says of the present; the tail must end at its seq. */
  present: ActorRecord;
  /** The stored snapshot is not what was written; then `record` has none. */
  isAltered: boolean;
}

/** Durable state. Implemented on Postgres, PGlite and in memory; one contract suite for all. */
export interface Store {
  /** One atomic statement for many actors, at most one turn per actor; outcomes in order. */
  commit(turns: Turn[]): Promise<CommitOutcome[]>;
  load(address: string): Promise<LoadedActor | null>;
  /** Those of these actors that exist, in any order. */
  loadAll(addresses: string[]): Promise<LoadedActor[]>;
  /** Addresses of all actors under a root, the root first, in order of creation. */
  family(root: string): Promise<ActorRecord[]>;
  /** Every actor there is, by address, after the given one. */
  actors(after: string, limit: number): Promise<ActorSummary[]>;
  journal(address: string, afterSeq: number, limit: number): Promise<JournalEntry[]>;
  /** Which of these event ids this actor has already consumed. */
  consumed(address: string, eventIds: string[]): Promise<Set<string>>;
  /**
   * Inbox rows due at `nowMs`, oldest due first, from behind `after` on. Those of actors that are
   * stuck wait.
   */
  due(nowMs: number, limit: number, after?: DueRow): Promise<DueRow[]>;
  /** The same of one actor only, stuck or not. */
  dueOf(address: string, nowMs: number, limit: number): Promise<InboxRow[]>;
  /** The earliest due time after `nowMs`, or null. */
  nextDue(nowMs: number): Promise<number | null>;
  /**
   * Deletes those of these inbox rows whose actor neither exists nor is about to be created;
   * returns the deleted.
   */
  dropUnclaimed(
    rows: Pick<InboxRow, 'address' | 'eventId'>[],
  ): Promise<Pick<InboxRow, 'address' | 'eventId'>[]>;
  /**
   * Registers a start of this node, alive for `leaseMs` by the store's clock. From now on the
   * activities that this store's commits create are the ones this start runs.
   */
  join(node: string, leaseMs: number): Promise<NodeBoot>;
  /** Renews the lease, unless a newer start has taken the name. */
  beat(self: NodeBoot, leaseMs: number): Promise<NodeStanding>;
  /** Ends the lease at once, so that others need not wait for it. */
  leave(self: NodeBoot): Promise<void>;
  /**
   * The activities that nobody alive runs, now run by `self`, their attempt counted up for the run
   * to come. Without `self`, every activity. Those of actors that are stuck are left as they are:
   * nobody could take their results.
   */
  takeOverActivities(self?: NodeBoot): Promise<ActivityRow[]>;
  /**
   * The activities of one actor that run nowhere: `certain` ones, and those of this node or of no
   * living one that are not in `except`. Now run by this node, their attempt counted up.
   */
  rerunActivities(owner: string, certain: string[], except: string[]): Promise<ActivityRow[]>;
  /** Which of these activities `self` still runs. */
  held(self: NodeBoot, keys: string[]): Promise<Set<string>>;
  /** Ended actors that are not stuck and whose newest snapshot is not their last state; by address, after the given one. */
  unarchived(after: string, limit: number): Promise<string[]>;
  /** Newest first. */
  deadLetters(limit: number, filter?: LetterFilter): Promise<StoredDeadLetter[]>;
  deadLetter(id: number): Promise<StoredDeadLetter | null>;
  /**
   * Sets an actor that cannot be loaded aside: stuck, with the letter that says why, unless one of
   * the same event id is open already. Resolves to whether the letter is new.
   */
  quarantine(letter: DeadLetter): Promise<boolean>;
  close(): Promise<void>;
}

/** What a running activity is told. */
export interface ActivityRun {
  key: string;
  src: string;
  input: Json;
  attempt: number;
  /** The workflow it works for. */
  root: string;
  owner: string;
  signal: AbortSignal;
  /** Live progress for whoever watches; never journalled, at most a few a second. */
  progress(fraction: number, note?: string): void;
}

/** Resolves with the activity's plain-JSON output or rejects with what went wrong. */
export type Perform = (run: ActivityRun) => Promise<Json>;

/** Where activities run. In process by default; a queue for several machines. */
export interface Dispatcher {
  start(row: ActivityRow): void;
  stop(key: string): void;
  /** Keys of the activities started and not yet settled. */
  keys(): string[];
  /** Number of activities started and not yet settled. */
  running(): number;
  drain(): Promise<void>;
}

/** How a dispatcher reports back; the engine turns it into an event of the owner. */
export interface ActivityReports {
  done(row: ActivityRow, output: Json): void;
  failed(row: ActivityRow, failure: Failure): void;
  progress(row: ActivityRow, fraction: number, note: string | undefined): void;
  /** The run has let go, whether it reported or was stopped. */
  settled(row: ActivityRow): void;
}

/** What watchers see after a commit. `seq` is gap-free per actor; progress carries none. */
export type Frame =
  | {
      kind: 'transition';
      root: string;
      address: string;
      parent: string | null;
      machine: string;
      seq: number;
      at: number;
      /** When the actor was created. */
      createdAt: number;
      entry: JournalKind;
      event: StoredEvent;
      value: Json;
      status: ActorStatus;
      view: ActorView;
      /** Children it waits for: id in the parent and address. */
      children: { id: string; address: string }[];
    }
  | {
      kind: 'progress';
      root: string;
      owner: string;
      childId: string;
      fraction: number;
      note: string | undefined;
    };

export interface Migrated {
  moved: boolean;
  from: string;
  to: string;
  /** seq of the actor, after the migration if there was one. */
  seq: number;
}

export interface SendReceipt {
  /** seq of the actor after the event was consumed and committed. */
  seq: number;
  /** `dropped` when this event id had been consumed before; `event` otherwise. */
  kind: JournalKind;
  /** The actor as lists show it, after this event. */
  view: ActorView;
}

/** The durable actor host as the rest of the system sees it. */
export interface Engine {
  /** Creates a root actor. Resolves after the commit; `created` is false if the address existed. */
  start(spec: {
    machine: string;
    address: string;
    input: Json;
  }): Promise<{ created: boolean; view: ActorView }>;
  /**
   * Delivers an event; resolves after its transition is durable. `eventId` de-duplicates.
   * Rejects with a terminal PresGenError: ACTOR_UNKNOWN, ACTOR_FINISHED or ACTOR_STUCK; with the
   * transient STORE_UNAVAILABLE when the store is away for longer than callers are made to wait.
   */
  send(address: string, event: StoredEvent, options?: { eventId?: string }): Promise<SendReceipt>;
  /**
   * Moves a running actor to another version of its machine, as a journalled turn; the current
   * version unless said otherwise. `moved` is false for one that is there already. Rejects with a
   * terminal PresGenError: ACTOR_UNKNOWN, ACTOR_FINISHED, ACTOR_STUCK, MIGRATION_UNKNOWN,
   * MIGRATION_FAILED or MACHINE_VERSION_UNKNOWN, and then nothing has changed.
   */
  migrate(address: string, toVersion?: string): Promise<Migrated>;
  /** The actor as it stands now. */
  read(address: string): Promise<ActorRecord | null>;
  /** The actor and all its descendants, the root first. */
  family(root: string): Promise<ActorRecord[]>;
  /** Event types the actor's present state has a transition for (guards not evaluated), internal `xstate.*` left out. */
  accepts(address: string): Promise<string[]>;
  journal(address: string, afterSeq: number, limit: number): Promise<JournalEntry[]>;
  /** The actor as it stood after journal position `seq`: replayed, never stored. */
  at(address: string, seq: number): Promise<ActorRecord | null>;
  /** What stopped actors, newest first. */
  deadLetters(filter?: LetterFilter, limit?: number): Promise<StoredDeadLetter[]>;
  /**
   * Settles an open letter by a turn of its actor. `retry` gives the event to today's machine; if it
   * throws again the letter stays open with the new error. `discard` goes on without the event.
   * Resolves once durable. Rejects with a terminal PresGenError: LETTER_UNKNOWN, LETTER_SETTLED,
   * LETTER_BLOCKED, or the failure that still keeps the actor from being loaded.
   */
  resolveDeadLetter(
    id: number,
    action: 'retry' | 'discard',
    by: string,
    options?: { eventId?: string },
  ): Promise<{ letter: StoredDeadLetter; seq: number }>;
  /** Every frame of one root, or of all with `'*'`. */
  subscribe(root: string, listener: (frame: Frame) => void): () => void;
  /** Resolves when no turn and no activity is in flight; then only timers or people can move it. */
  quiet(): Promise<void>;
  /** Why nothing is acknowledged at present, or null: the store is away, or we were superseded. */
  unavailable(): string | null;
  /** Earliest due timer after now, or null. */
  nextDue(): Promise<number | null>;
  /** Stores ended actors whole, to be readable without their machine; returns how many. */
  archive(): Promise<number>;
  /** Stops taking work, lets running turns commit, aborts activities (they are re-run at the next start). */
  close(): Promise<void>;
}
