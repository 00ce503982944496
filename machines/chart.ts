/**
 * A machine as a plain list of states and transitions, for the chart page and for tests. It walks
 * the state nodes itself because xstate's own graph leaves out every `always` edge
 * (statelyai/xstate#5160).
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { leavesOf } from './state-path.ts';

/** What makes a transition happen. */
export type TransitionKind =
  | 'event'
  | 'always'
  | 'after'
  | 'child_done'
  | 'child_error'
  | 'state_done';

/** One state. `id` is the dotted path with the machine's name in front, as xstate has it. */
export interface ChartState {
  id: string;
  path: string[];
  parent: string | null;
  type: string;
  initial: string | null;
  tags: string[];
  meta: Record<string, unknown>;
  entry: string[];
  exit: string[];
  invoke: { id: string; src: string }[];
}

/**
 * One edge. `target` is null where the state stays; `delay` names the timer of an `after`. One guard
 * may serve several edges, told apart by `guard_params`; null where it takes none.
 */
export interface ChartTransition {
  source: string;
  target: string | null;
  event: string;
  kind: TransitionKind;
  delay: string | null;
  guard: string | null;
  guard_params: Record<string, unknown> | null;
  actions: string[];
}

/** A whole machine, plain JSON. */
export interface Chart {
  machine: string;
  states: ChartState[];
  transitions: ChartTransition[];
}

type Transition = NonNullable<AnyStateNode['always']>[number];
type Named = string | { type: string } | { (...args: never[]): unknown; type?: string };

/** Everything the machine can be in and do, in document order. */
export function chartOf(machine: AnyStateMachine): Chart {
  const nodes = nodesOf(machine.root);
  return {
    machine: machine.id,
    states: nodes.map(stateOf),
    transitions: nodes.flatMap(transitionsOf),
  };
}

/** Ids of all states that a state value occupies, ancestors included. */
export function occupied(machineId: string, value: unknown): string[] {
  const ids = leavesOf(value).flatMap((path) =>
    path.map((_, depth) => [machineId, ...path.slice(0, depth + 1)].join('.')),
  );
  return [...new Set(ids)];
}

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap((child) => nodesOf(child as AnyStateNode))];
}

function stateOf(node: AnyStateNode): ChartState {
  return {
    id: node.id,
    path: [...node.path],
    parent: node.parent?.id ?? null,
    type: node.type,
    initial: initialOf(node),
    tags: [...node.tags],
    meta: (node.meta as Record<string, unknown> | undefined) ?? {},
    entry: node.entry.map(nameOf),
    exit: node.exit.map(nameOf),
    invoke: node.invoke.map(({ id, src }) => ({ id, src: String(src) })),
  };
}

function initialOf(node: AnyStateNode): string | null {
  return node.type === 'compound' ? (node.initial.target[0]?.id ?? null) : null;
}

function transitionsOf(node: AnyStateNode): ChartTransition[] {
  const always = (node.always ?? []).map((each) => edgeOf(node, '', each));
  const others = [...node.transitions].flatMap(([event, list]) =>
    list.map((each: Transition) => edgeOf(node, event, each)),
  );
  return [...always, ...others];
}

function edgeOf(node: AnyStateNode, event: string, transition: Transition): ChartTransition {
  return {
    source: node.id,
    target: transition.target?.[0]?.id ?? null,
    event,
    kind: kindOf(event),
    delay: /^xstate\.after\.([^.]+)\./.exec(event)?.[1] ?? null,
    guard: transition.guard ? nameOf(transition.guard as Named) : null,
    guard_params: paramsOf(transition.guard),
    actions: transition.actions.map((action) => nameOf(action as Named)),
  };
}

function kindOf(event: string): TransitionKind {
  if (event === '') return 'always';
  if (event.startsWith('xstate.after.')) return 'after';
  if (event.startsWith('xstate.done.actor.')) return 'child_done';
  if (event.startsWith('xstate.error.actor.')) return 'child_error';
  return event.startsWith('xstate.done.state.') ? 'state_done' : 'event';
}

function paramsOf(guard: unknown): Record<string, unknown> | null {
  const { params } = (guard ?? {}) as { params?: unknown };
  return typeof params === 'object' ? (params as Record<string, unknown> | null) : null;
}

function nameOf(named: Named): string {
  return typeof named === 'string' ? named : (named.type ?? 'inline');
}
