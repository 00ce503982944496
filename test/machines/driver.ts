/**
 * Drives a machine without any runtime: transitions are computed with a collecting scope, children
 * are inert, and what the machine wants done is returned as a list.
 */
import type {
  AnyActorLogic,
  AnyActorScope,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
} from 'xstate';

export interface Want {
  type: string;
  params: Record<string, unknown>;
}

export interface Driven {
  snapshot: AnyMachineSnapshot;
  wants: Want[];
}

const STUBBED = [
  'integrationCall',
  'checkpoint',
  'responseCollection',
  'avatarRender',
  'perform',
] as const;

const inert = {
  config: {},
  transition: (state: unknown) => state,
  getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
  getPersistedSnapshot: (state: unknown) => state,
} as unknown as AnyActorLogic;

/** A machine whose children do nothing. */
export function isolated(machine: AnyStateMachine): AnyStateMachine {
  return machine.provide({ actors: Object.fromEntries(STUBBED.map((src) => [src, inert])) });
}

function scope(machine: AnyStateMachine, address: string, wants: Want[]): AnyActorScope {
  const refuse = () => {
    throw new Error('a machine must not touch the outside world');
  };
  const self = { id: address, sessionId: address, send: refuse, ref: null, _snapshot: undefined };
  const system = {
    _bookId: () => `${address}/child`,
    _register: () => `${address}/child`,
    _unregister: refuse,
    _set: refuse,
    get: () => undefined,
    inspect: refuse,
    _sendInspectionEvent: () => undefined,
    _relay: refuse,
    scheduler: { schedule: refuse, cancel: refuse },
    _clock: { setTimeout: refuse, clearTimeout: refuse },
    _logger: refuse,
    getSnapshot: refuse,
    start: refuse,
    _snapshot: {},
  };
  Object.assign(self, { system, _parent: undefined, options: {}, logic: machine, src: machine });
  return {
    self,
    id: address,
    sessionId: address,
    logger: refuse,
    defer: () => undefined,
    emit: () => undefined,
    system,
    stopChild: () => undefined,
    actionExecutor: (action: { type: string; params: unknown }) => {
      wants.push({ type: action.type, params: (action.params ?? {}) as Record<string, unknown> });
    },
  } as unknown as AnyActorScope;
}

/** The initial state and what entering it wants done. */
export function begin(machine: AnyStateMachine, input: object, address = 'wf'): Driven {
  const wants: Want[] = [];
  const snapshot = machine.getInitialSnapshot(scope(machine, address, wants), input);
  return { snapshot, wants };
}

/** One event. */
export function step(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
  address = 'wf',
): Driven {
  const wants: Want[] = [];
  const next = machine.transition(snapshot, event, scope(machine, address, wants));
  return { snapshot: next as AnyMachineSnapshot, wants };
}

/** Every state passed through by one event, the last being where it settles. */
export function microsteps(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
): AnyMachineSnapshot[] {
  return machine.microstep(snapshot as never, event, scope(machine, 'wf', []) as never);
}

/** A machine with its present state, for tests that read as a story. */
export class Story {
  readonly machine: AnyStateMachine;
  snapshot: AnyMachineSnapshot;
  /** What the latest event wanted done. */
  wants: Want[];
  at: number;
  readonly address: string;

  constructor(machine: AnyStateMachine, input: object, at = 1_000, address = 'wf') {
    this.machine = isolated(machine);
    this.address = address;
    this.at = at;
    const first = begin(this.machine, input, address);
    this.snapshot = first.snapshot;
    this.wants = first.wants;
  }

  /** Sends an event at the story's present time. */
  send(type: string, fields: object = {}): this {
    const next = step(this.machine, this.snapshot, { type, at: this.at, ...fields }, this.address);
    this.snapshot = next.snapshot;
    this.wants = next.wants;
    return this;
  }

  /** A child ended with this output. */
  done(childId: string, output: unknown): this {
    return this.send(`xstate.done.actor.${childId}`, { output });
  }

  /** A call child succeeded with this output. */
  answered(childId: string, output: object): this {
    return this.done(childId, { ok: true, output });
  }

  /** A call child failed. */
  failed(childId: string, failure: object): this {
    return this.done(childId, { ok: false, failure });
  }

  /** The armed timer with this delay name fires, its time having passed. */
  elapse(delayName: string): this {
    const timer = this.timers().find((each) => each.id.startsWith(`xstate.after.${delayName}.`));
    if (!timer) throw new Error(`no timer ${delayName}; armed: ${this.timers().map((t) => t.id)}`);
    return this.send(timer.id);
  }

  /** Delayed transitions of the occupied states. */
  timers(): { id: string }[] {
    return this.snapshot._nodes.flatMap((node) =>
      [...node.transitions.keys()]
        .filter((type) => type.startsWith('xstate.after.'))
        .map((id) => ({ id })),
    );
  }

  /** Parameters of the custom actions named `tell` in the latest turn. */
  told(): { to: string; event: AnyEventObject }[] {
    return this.wants
      .filter((want) => want.type === 'tell')
      .map((want) => want.params as unknown as { to: string; event: AnyEventObject });
  }

  /** Delay in ms with which the latest turn armed the timer of this name. */
  armed(delayName: string): number | undefined {
    const raised = this.wants.find(
      (want) =>
        want.type === 'xstate.raise' &&
        String(want.params.id).startsWith(`xstate.after.${delayName}.`),
    );
    return raised?.params.delay as number | undefined;
  }

  /** Children the latest turn started: id → input. */
  spawned(): Record<string, unknown> {
    return Object.fromEntries(
      this.wants
        .filter((want) => want.type === 'xstate.spawnChild')
        .map((want) => [String(want.params.id), want.params.input]),
    );
  }

  get value(): unknown {
    return this.snapshot.value;
  }
}
