/** A machine's version: a short hash of everything its configuration names. */
import type { AnyStateMachine } from 'xstate';
import { fnv1a } from './backoff.ts';

/**
 * Twelve hex digits. Functions count by presence only, since their text depends on the build;
 * a changed guard body is found by replaying stored journals.
 */
export function versionOf(machine: AnyStateMachine): string {
  const { actions, guards, delays } = machine.implementations;
  const names = [actions, guards, delays].map((part) => Object.keys(part ?? {}).sort());
  const text = canonical([machine.config, names]);
  const high = fnv1a(text).toString(16).padStart(8, '0');
  const low = fnv1a(text, 0x9747b28c).toString(16).padStart(8, '0');
  return `${high}${low}`.slice(0, 12);
}

/** The configuration as plain JSON, to be kept; functions by presence only. */
export function definitionOf(machine: AnyStateMachine): Plain {
  return JSON.parse(
    JSON.stringify(machine.config, (_, part: unknown) =>
      typeof part === 'function' ? 'fn' : part,
    ),
  ) as Plain;
}

type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** JSON with sorted keys, so that the order of writing does not matter. */
export function canonical(value: unknown): string {
  if (typeof value === 'function') return '"fn"';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
