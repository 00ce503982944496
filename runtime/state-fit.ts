/**
 * Whether a state value names states that a machine has. xstate itself takes a value for a state
 * that has since been divided, and then no part of it is active.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Json } from './ports.ts';

/** What does not fit, in words that name the state; null when the value fits. */
export function misfit(machine: AnyStateMachine, value: Json): string | null {
  return unfit(machine.root, value, machine.id);
}

function unfit(node: AnyStateNode, value: Json, path: string): string | null {
  const given = typeof value === 'string' ? { [value]: {} } : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return `${path} has a state value that is neither a name nor an object`;
  const named = Object.keys(given);
  const unknown = named.find((key) => !isOccupiable(node.states[key]));
  if (unknown !== undefined) return `there is no state ${path}.${unknown}`;
  const parts = Object.keys(node.states).filter((key) => isOccupiable(node.states[key]));
  const fault = miscounted(node, named, parts, path);
  if (fault !== null) return fault;
  for (const key of named) {
    const child = node.states[key] as AnyStateNode;
    if (child.type === 'final' && node.parent === undefined)
      return `${path}.${key} is a final state: a migration cannot end an actor`;
    const below = unfit(child, given[key] ?? {}, `${path}.${key}`);
    if (below !== null) return below;
  }
  return null;
}

function isOccupiable(node: AnyStateNode | undefined): boolean {
  return node !== undefined && node.type !== 'history';
}

function miscounted(
  { type }: AnyStateNode,
  named: string[],
  parts: string[],
  path: string,
): string | null {
  if (type === 'parallel') {
    const left = parts.find((key) => !named.includes(key));
    return left === undefined ? null : `${path} is parallel, and its region ${left} has no state`;
  }
  if (type !== 'compound' || named.length === 1) return null;
  return named.length === 0
    ? `${path} has inner states (${parts.join(', ')}), and none is named`
    : `${path} can be in one of ${named.join(', ')} only`;
}
