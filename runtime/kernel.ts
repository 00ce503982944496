/**
 * Turns (actor, event) into (actor', commands) without running a single effect: children are inert
 * placeholders, timers and messages are data. With `commands.ts` and `scope.ts` the only place that
 * touches xstate's internals.
 *
 * Why not live actors: they run effects before anything can be persisted, and lose `after` timers
 * when restored (statelyai/xstate#5331). Pinned to xstate 5.33.3; the contract tests in
 * test/runtime/kernel.test.ts say what we rely on.
 */
import assert from 'node:assert/strict';
import type { AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { type CollectedAction, type Command, collect, plain, terminate } from './commands.ts';
import type { ActorRecord, ActorView, Json, StoredEvent } from './ports.ts';
import { collectingScope, inert } from './scope.ts';

/** A machine as registered: its version pins running actors, its projection feeds the lists. */
export interface MachineEntry {
  machine: AnyStateMachine;
  version: string;
  project(snapshot: { value: unknown; context: unknown; status: string }): ActorView;
}

/** An actor in memory: its record and xstate's live snapshot of it. */
export interface LiveActor {
  record: ActorRecord;
  /** Null only for an actor whose creation threw: it has a record, in error, and no state. */
  snapshot: AnyMachineSnapshot | null;
}

export interface StepResult {
  actor: LiveActor;
  commands: Command[];
}

/** What an `xstate.init` event carries: how to create the actor. */
export type InitEvent = StoredEvent & {
  machine: string;
  /** Set in the journal only: the version the actor was created under. */
  version?: string;
  root: string;
  parent: string | null;
  idInParent: string | null;
  inc: number;
  input: Json;
};

/** Creates an actor from its init event. Throws what context or entry mappers throw. */
export function create(
  entry: MachineEntry,
  address: string,
  event: InitEvent,
  at: number,
): StepResult {
  const turn = openTurn(entry, newRecord(entry.version, address, event, at), at);
  const snapshot = turn.machine.getInitialSnapshot(turn.scope, event.input) as AnyMachineSnapshot;
  return turn.close(snapshot);
}

/** The record of an actor whose creation threw: over before it began, reported to its parent. */
export function stillborn(
  version: string,
  address: string,
  event: InitEvent,
  error: Json,
  at: number,
): StepResult {
  const record: ActorRecord = {
    ...newRecord(version, address, event, at),
    status: 'error',
    stuck: true,
  };
  record.view = { status: 'stuck', step: null, progress: 0 };
  return {
    actor: { record, snapshot: null },
    commands: [{ type: 'terminate', status: 'error', output: null, error }],
  };
}

/** An actor before its first transition. */
export function newRecord(
  version: string,
  address: string,
  event: InitEvent,
  at: number,
): ActorRecord {
  return {
    address,
    root: event.root,
    parent: event.parent,
    idInParent: event.idInParent,
    inc: event.inc,
    machine: event.machine,
    version,
    status: 'new',
    value: null,
    view: { status: '', step: null, progress: 0 },
    snapshot: null,
    childInc: {},
    spawnSeq: 0,
    timers: {},
    seq: 1,
    stuck: false,
    createdAt: at,
    updatedAt: at,
  };
}

/**
 * One event through one actor. The caller has checked the fences (`isStale`) already.
 * @throws whatever a guard, assign or mapper throws: the caller puts the event aside.
 */
export function step(
  entry: MachineEntry,
  actor: LiveActor,
  event: StoredEvent,
  at: number,
): StepResult {
  const before = actor.snapshot;
  assert(before !== null && actor.record.status === 'active', `${actor.record.address} is over`);
  // Whatever steps is not stuck, or no longer.
  const turn = openTurn(entry, { ...actor.record, seq: actor.record.seq + 1, stuck: false }, at);
  forgetSettled(turn.record, event);
  const { inc: _inc, timerKey: _timerKey, ...delivered } = event;
  const snapshot = turn.machine.transition(before, { ...delivered, at }, turn.scope);
  return turn.close(snapshot as AnyMachineSnapshot);
}

/** Rebuilds the live snapshot from a stored one. */
export function restore(entry: MachineEntry, record: ActorRecord): LiveActor {
  const turn = openTurn(entry, record, record.updatedAt);
  const stored = structuredClone(record.snapshot) as never;
  return {
    record,
    snapshot: turn.machine.restoreSnapshot(stored, turn.scope) as AnyMachineSnapshot,
  };
}

/** The record with its snapshot as plain JSON, ready to be stored or shown. */
export function persist(actor: LiveActor): ActorRecord {
  if (actor.snapshot === null) return actor.record;
  const persisted = actor.snapshot.machine.getPersistedSnapshot(actor.snapshot);
  return { ...actor.record, snapshot: plain(persisted) };
}

/**
 * Whether a completion or timer belongs to something this actor no longer waits for: a zombie of
 * an earlier incarnation, a repeat, or a timer that was cancelled after it fired.
 */
export function isStale(record: ActorRecord, event: StoredEvent): boolean {
  const child = settledChild(event);
  if (child !== null) return record.childInc[child] !== event.inc;
  if (typeof event.timerKey === 'string')
    return !Object.values(record.timers).includes(event.timerKey);
  return false;
}

/** Event types the present state has a transition for; guards are not asked. */
export function acceptedEvents(actor: LiveActor): string[] {
  const types = new Set<string>();
  const { status, stuck } = actor.record;
  if (actor.snapshot === null || status !== 'active' || stuck) return [];
  for (const node of actor.snapshot._nodes) {
    for (const type of node.ownEvents) if (!type.startsWith('xstate.')) types.add(type);
  }
  return [...types].sort();
}

function settledChild(event: StoredEvent): string | null {
  const match = /^xstate\.(?:done|error)\.actor\.(.+)$/.exec(event.type);
  return match?.[1] ?? null;
}

function forgetSettled(record: ActorRecord, event: StoredEvent): void {
  const child = settledChild(event);
  if (child !== null) {
    const { [child]: _settled, ...rest } = record.childInc;
    record.childInc = rest;
  }
  if (typeof event.timerKey === 'string') {
    record.timers = Object.fromEntries(
      Object.entries(record.timers).filter(([, key]) => key !== event.timerKey),
    );
  }
}

/** One transition under way: its scope collects actions into the record and the commands. */
interface OpenTurn {
  record: ActorRecord;
  machine: AnyStateMachine;
  scope: AnyActorScope;
  /** Takes an action as if the machine had asked for it. */
  act(action: CollectedAction): void;
  close(snapshot: AnyMachineSnapshot): StepResult;
}

/** @param record belongs to the turn: it is changed as actions come in. */
export function openTurn(entry: MachineEntry, record: ActorRecord, at: number): OpenTurn {
  const commands: Command[] = [];
  const machine = inert(entry.machine);
  const act = (action: CollectedAction) => collect(record, commands, action);
  const scope = collectingScope(record, act);
  const close = (snapshot: AnyMachineSnapshot): StepResult => {
    if (snapshot.status === 'error' && snapshot.error instanceof Error) throw snapshot.error;
    record.status = snapshot.status;
    record.value = plain(snapshot.value);
    record.updatedAt = at;
    record.view = entry.project(snapshot);
    if (snapshot.status !== 'active') terminate(record, commands, snapshot);
    return { actor: { record, snapshot }, commands };
  };
  return { record, machine, scope, act, close };
}
