/**
 * The only file that touches xstate's internals. Turns (actor, event) into (actor', commands)
 * without running a single effect: children are inert placeholders, timers and messages are data.
 *
 * Why not live actors: they run effects before anything can be persisted, and lose `after` timers
 * when restored (statelyai/xstate#5331). Pinned to xstate 5.33.3; the contract tests in
 * test/runtime/kernel.test.ts say what we rely on.
 */
import assert from 'node:assert/strict';
import type { AnyActorRef, AnyActorScope, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { ActorRecord, ActorView, Json, StoredEvent } from './ports.ts';

/** A machine as registered: its version pins running actors, its projection feeds the lists. */
export interface MachineEntry {
  machine: AnyStateMachine;
  version: string;
  project(snapshot: { value: unknown; context: unknown; status: string }): ActorView;
}

/** An effect a transition asks for, as data. Keys are stable across replays. */
export type Command =
  | { type: 'spawn'; childId: string; inc: number; src: string; input: Json }
  | { type: 'stop'; childId: string; inc: number; src: string }
  | { type: 'timer'; timerId: string; key: string; delayMs: number; event: StoredEvent }
  | { type: 'cancel'; key: string }
  | { type: 'send'; to: string; key: string; event: StoredEvent }
  | { type: 'terminate'; status: 'done' | 'error' | 'stopped'; output: Json; error: Json };

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

function newRecord(version: string, address: string, event: InitEvent, at: number): ActorRecord {
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
  const turn = openTurn(entry, { ...actor.record, seq: actor.record.seq + 1 }, at);
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
  if (actor.snapshot === null || actor.record.status !== 'active') return [];
  for (const node of actor.snapshot._nodes) {
    for (const type of node.ownEvents) if (!type.startsWith('xstate.')) types.add(type);
  }
  return [...types].sort();
}

/** Address of a child under an incarnation. */
export function childAddress(parent: string, childId: string, inc: number): string {
  return `${parent}/${childId}.${inc}`;
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

interface Turn {
  record: ActorRecord;
  machine: AnyStateMachine;
  scope: AnyActorScope;
  close(snapshot: AnyMachineSnapshot): StepResult;
}

function openTurn(entry: MachineEntry, record: ActorRecord, at: number): Turn {
  const commands: Command[] = [];
  const machine = inert(entry.machine);
  const scope = collectingScope(record, (action) => collect(record, commands, action));
  const close = (snapshot: AnyMachineSnapshot): StepResult => {
    if (snapshot.status === 'error' && snapshot.error instanceof Error) throw snapshot.error;
    record.status = snapshot.status;
    record.value = plain(snapshot.value);
    record.updatedAt = at;
    record.view = entry.project(snapshot);
    if (snapshot.status !== 'active') terminate(record, commands, snapshot);
    return { actor: { record, snapshot }, commands };
  };
  return { record, machine, scope, close };
}

function terminate(record: ActorRecord, commands: Command[], snapshot: AnyMachineSnapshot): void {
  for (const key of Object.values(record.timers)) commands.push({ type: 'cancel', key });
  record.timers = {};
  record.childInc = {};
  commands.push({
    type: 'terminate',
    status: snapshot.status as 'done' | 'error' | 'stopped',
    output: plain(snapshot.output),
    error: plain(snapshot.error),
  });
}

interface CollectedAction {
  type: string;
  params: unknown;
}

function collect(record: ActorRecord, commands: Command[], action: CollectedAction): void {
  const key = () => `${record.address}@${record.seq}.${commands.length}`;
  const params = (action.params ?? {}) as Record<string, unknown>;
  switch (action.type) {
    case 'xstate.spawnChild':
      spawn(record, commands, params);
      break;
    case 'xstate.stopChild':
      stop(record, commands, params);
      break;
    case 'xstate.raise':
    case 'xstate.sendTo':
      send(record, commands, params, action.type, key());
      break;
    case 'xstate.cancel':
      cancel(record, commands, String(params.sendId));
      break;
    case 'tell':
      commands.push({
        type: 'send',
        to: String(params.to),
        key: key(),
        event: plain(params.event) as StoredEvent,
      });
      break;
    case 'xstate.emit':
    case 'xstate.log':
      break;
    default:
      throw new Error(`action '${action.type}' of ${record.machine} has no durable meaning`);
  }
}

function spawn(record: ActorRecord, commands: Command[], params: Record<string, unknown>): void {
  const { src, input, actorRef, systemId } = params;
  assert(typeof src === 'string', `${record.machine}: a child's src must be a name`);
  assert(systemId === undefined, `${record.machine}: systemId cannot be replayed`);
  const childId = (actorRef as AnyActorRef).id;
  record.spawnSeq += 1;
  record.childInc = { ...record.childInc, [childId]: record.spawnSeq };
  commands.push({ type: 'spawn', childId, inc: record.spawnSeq, src, input: plain(input) });
}

function stop(record: ActorRecord, commands: Command[], params: Record<string, unknown>): void {
  const childId = typeof params.id === 'string' ? params.id : null;
  const inc = childId === null ? undefined : record.childInc[childId];
  if (childId === null || inc === undefined) return;
  const { [childId]: _stopped, ...rest } = record.childInc;
  record.childInc = rest;
  commands.push({ type: 'stop', childId, inc, src: String(params.src) });
}

function send(
  record: ActorRecord,
  commands: Command[],
  params: Record<string, unknown>,
  kind: string,
  key: string,
): void {
  const event = plain(params.event) as StoredEvent;
  if (typeof params.delay === 'number') {
    assert(
      kind === 'xstate.raise',
      `${record.machine}: delayed messages to others are not durable yet`,
    );
    const timerId = typeof params.id === 'string' ? params.id : key;
    cancel(record, commands, timerId);
    record.timers = { ...record.timers, [timerId]: key };
    commands.push({ type: 'timer', timerId, key, delayMs: Math.max(0, params.delay), event });
    return;
  }
  if (kind === 'xstate.raise') return;
  const to = addressOf(record, params.to);
  if (to !== null) commands.push({ type: 'send', to, key, event });
}

function cancel(record: ActorRecord, commands: Command[], timerId: string): void {
  const key = record.timers[timerId];
  if (key === undefined) return;
  const { [timerId]: _cancelled, ...rest } = record.timers;
  record.timers = rest;
  commands.push({ type: 'cancel', key });
}

/** Null for a child that has finished: what is sent to it is dropped, as in xstate itself. */
function addressOf(record: ActorRecord, target: unknown): string | null {
  const ref = target as { id: string; sessionId: string };
  if (ref.sessionId === record.address || ref.sessionId === record.parent) return ref.sessionId;
  const inc = record.childInc[ref.id];
  return inc === undefined ? null : childAddress(record.address, ref.id, inc);
}

const inertMachines = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** The machine with every child replaced by a placeholder that does nothing. */
function inert(machine: AnyStateMachine): AnyStateMachine {
  const known = inertMachines.get(machine);
  if (known) return known;
  const actors = Object.fromEntries(childSources(machine.root).map((src) => [src, placeholder]));
  const provided = machine.provide({ actors } as never);
  inertMachines.set(machine, provided);
  return provided;
}

function childSources(node: AnyStateMachine['root']): string[] {
  const own = node.invoke.map((invoke) => invoke.src as string);
  const named = Object.keys(node.machine.implementations.actors ?? {});
  return [...named, ...own, ...Object.values(node.states).flatMap(childSources)];
}

const idle = { status: 'active', output: undefined, error: undefined } as const;
const placeholder = {
  transition: (snapshot: unknown) => snapshot,
  getInitialSnapshot: () => idle,
  getPersistedSnapshot: (snapshot: unknown) => snapshot,
  restoreSnapshot: (snapshot: unknown) => snapshot,
};

function impure(what: string): never {
  throw new Error(`${what} is not allowed inside a transition`);
}

/** Scope handed to xstate: collects actions; everything that would act throws. */
function collectingScope(
  record: ActorRecord,
  collectAction: (action: CollectedAction) => void,
): AnyActorScope {
  let booked = 0;
  const system = {
    _bookId: () => `${record.address}#${booked++}`,
    _register: (id: string) => id,
    _unregister: () => undefined,
    _set: () => impure('systemId'),
    get: () => impure('system.get'),
    getAll: () => impure('system.getAll'),
    inspect: () => impure('inspect'),
    _sendInspectionEvent: () => undefined,
    _relay: () => impure('sending'),
    scheduler: {
      schedule: () => impure('scheduling'),
      cancel: () => impure('scheduling'),
      cancelAll: () => impure('scheduling'),
    },
    getSnapshot: () => ({ _scheduledEvents: {} }),
    start: () => undefined,
    _clock: { setTimeout: () => impure('a timeout'), clearTimeout: () => impure('a timeout') },
    _logger: () => undefined,
  };
  const reference = (address: string, id: string, parent: unknown) => ({
    id,
    sessionId: address,
    system,
    _parent: parent,
    send: () => impure('sending'),
    getSnapshot: () => impure('reading another actor'),
  });
  const parent = record.parent === null ? undefined : reference(record.parent, 'parent', undefined);
  const self = reference(record.address, record.idInParent ?? record.address, parent);
  return {
    self,
    id: self.id,
    sessionId: record.address,
    logger: () => undefined,
    defer: () => impure('deferring'),
    emit: () => undefined,
    system,
    stopChild: () => impure('stopping'),
    actionExecutor: collectAction,
  } as unknown as AnyActorScope;
}

/** Plain JSON of anything a machine produces; undefined becomes null, errors their message. */
export function plain(value: unknown): Json {
  if (value === undefined) return null;
  if (value instanceof Error) return { message: value.message };
  return JSON.parse(JSON.stringify(value)) as Json;
}
