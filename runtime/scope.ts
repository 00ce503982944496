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

/** What every scope's system can do: nothing. One prototype, because a scope is made for each event. */
const inertSystem = {
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

class System {
  declare booked: number;
  declare address: string;

  constructor(address: string) {
    this.booked = 0;
    this.address = address;
  }

  _bookId(): string {
    return `${this.address}#${this.booked++}`;
  }
}
Object.assign(System.prototype, inertSystem);

/** Another actor, or this one, as an address: it can be named as a target and nothing else. */
class Reference {
  declare id: string;
  declare sessionId: string;
  declare system: System;
  declare _parent: Reference | undefined;

  constructor(address: string, id: string, system: System, parent: Reference | undefined) {
    this.id = id;
    this.sessionId = address;
    this.system = system;
    this._parent = parent;
  }

  send(): never {
    return impure('sending');
  }

  getSnapshot(): never {
    return impure('reading another actor');
  }
}

const nothing = (): undefined => undefined;
const defer = (): never => impure('deferring');
const stopChild = (): never => impure('stopping');

/** Scope handed to xstate: collects actions; everything that would act throws. */
export function collectingScope(
  record: ActorRecord,
  collectAction: (action: CollectedAction) => void,
): AnyActorScope {
  const system = new System(record.address);
  const parent =
    record.parent === null ? undefined : new Reference(record.parent, 'parent', system, undefined);
  const self = new Reference(record.address, record.idInParent ?? record.address, system, parent);
  return {
    self,
    id: self.id,
    sessionId: record.address,
    logger: nothing,
    defer,
    emit: nothing,
    system,
    stopChild,
    actionExecutor: collectAction,
  } as unknown as AnyActorScope;
}
