/**
 * The scope xstate runs a transition in: children are placeholders that do nothing, actions are
 * collected, and whatever would act throws, which proves that transitions are pure.
 */
import type { AnyActorScope, AnyStateMachine } from 'xstate';
import type { CollectedAction } from './commands.ts';
import type { ActorRecord } from './ports.ts';

const inertMachines = new WeakMap<AnyStateMachine, AnyStateMachine>();

/** The machine with every child replaced by a placeholder that does nothing. */
export function inert(machine: AnyStateMachine): AnyStateMachine {
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
export function collectingScope(
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
