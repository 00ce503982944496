/**
 * How our statecharts are typed and built. State configurations are assembled by factories, which
 * xstate's inference cannot follow, so a machine is typed by its context and its named parts.
 */
import type {
  ActionFunction,
  AnyEventObject,
  AnyStateMachine,
  EventObject,
  MachineConfig,
  MachineContext,
  MetaObject,
  ParameterizedObject,
  ProvidedActor,
  StateNodeConfig,
} from 'xstate';
import { assign, createMachine } from 'xstate';

/** One state of a machine with context `C`; every action, guard and delay is named. */
export type State<C extends MachineContext> = StateNodeConfig<
  C,
  AnyEventObject,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  string,
  unknown,
  EventObject,
  MetaObject
>;

/** A whole machine with context `C`. */
export type Config<C extends MachineContext> = MachineConfig<
  C,
  AnyEventObject,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  string,
  unknown,
  unknown,
  EventObject,
  MetaObject
>;

/** An action by name, with what it needs to know. */
export type ActionRef =
  | string
  | {
      type: string;
      params?: object | ((args: { context: never; event: AnyEventObject }) => object);
    };

/** Where a transition leads and what it changes on the way. */
export interface Step {
  target: string;
  actions?: ActionRef[];
  guard?: string | { type: string; params: object };
}

/** Contexts remember when they last heard an event: events raised inside a machine carry no time. */
export interface Timed extends MachineContext {
  /** Time of the latest event from outside, ms since 1970. */
  at: number;
}

type Params = ParameterizedObject['params'];

/** An implementation of one kind, whatever its parameters: they are fixed where it is named. */
export type Action<C extends MachineContext> = ActionFunction<
  C,
  AnyEventObject,
  AnyEventObject,
  never,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  EventObject
>;

/** The named parts of a machine. */
export interface Parts<C extends MachineContext> {
  actions: Record<string, unknown>;
  guards: Record<string, (args: { context: C; event: AnyEventObject }, params: never) => boolean>;
  delays: Record<string, (args: { context: C; event: AnyEventObject }) => number>;
}

/** A context change as a named action; it also moves `at` to the time of the event. */
export function change<C extends Timed, P extends Params = undefined>(
  compute: (context: C, event: AnyEventObject, params: P) => Partial<C>,
) {
  return assign<C, AnyEventObject, P, AnyEventObject, ProvidedActor>(
    ({ context, event }, params) => ({
      at: timeOf(event, context.at),
      ...compute(context as C, event, params),
    }),
  );
}

/** The event's time, or `otherwise` for events a machine raised itself. */
export function timeOf(event: AnyEventObject, otherwise: number): number {
  return typeof event.at === 'number' ? event.at : otherwise;
}

/**
 * A durable message to any actor by address. The machine only names it; the runtime reads the
 * parameters and delivers after the commit.
 */
export function tell(): void {}

/** Builds the machine. Names that are used but not provided are found by the machine tests. */
export function define<C extends MachineContext>(
  config: Config<C>,
  parts: Parts<C>,
): AnyStateMachine {
  return createMachine(config as never, parts as never) as unknown as AnyStateMachine;
}
