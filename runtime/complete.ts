/**
 * Refuses machines that name what nobody implements. xstate finds that out in the middle of a
 * transition, which here would be a dead letter of some workflow; at the start it is a sentence.
 */
import type { AnyStateMachine } from 'xstate';
import { terminal } from './errors.ts';
import type { MachineLookup } from './versions.ts';

type Kind = 'action' | 'guard' | 'delay' | 'actor';
type Use = { kind: Kind; name: string };

/** @param activities what `perform` can run; null: not known here, so not checked. */
export function refuseIncomplete(
  machines: MachineLookup,
  activities: readonly string[] | null,
): void {
  const faults = machines.names().flatMap((name) =>
    machines.versions(name).flatMap((version) => {
      const { machine } = machines.pinned(name, version);
      const isChild = (src: string) => machines.has(src) || (activities?.includes(src) ?? true);
      return missingFrom(machine, isChild).map(
        ({ kind, name: part }) => `${name} ${version} has no ${kind} '${part}'`,
      );
    }),
  );
  if (faults.length === 0) return;
  throw terminal(
    'MACHINE_INCOMPLETE',
    `every name a machine uses must be implemented: ${faults.join('; ')}`,
  );
}

function missingFrom(machine: AnyStateMachine, isChild: (src: string) => boolean): Use[] {
  const { actions, guards, delays } = machine.implementations;
  const known: Record<Exclude<Kind, 'actor'>, object> = {
    action: actions,
    guard: guards,
    delay: delays,
  };
  const missing = usesOf(machine).filter(({ kind, name }) =>
    kind === 'actor' ? !isChild(name) : !(name in known[kind] || RUNTIME_ACTIONS.has(name)),
  );
  const seen = new Set<string>();
  return missing.filter(({ kind, name }) => {
    const key = `${kind} ${name}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Read once: a simulation opens thousands of engines on the same machines. */
const uses = new WeakMap<AnyStateMachine, Use[]>();

function usesOf(machine: AnyStateMachine): Use[] {
  const known = uses.get(machine) ?? usesIn(machine.config);
  uses.set(machine, known);
  return known;
}

/** Actions that the runtime itself carries out: a machine only has to name them. */
const RUNTIME_ACTIONS = new Set(['tell']);

const KIND_OF: Record<string, Kind> = {
  actions: 'action',
  entry: 'action',
  exit: 'action',
  guard: 'guard',
  guards: 'guard',
  delay: 'delay',
  src: 'actor',
};
/** Parts of a configuration that hold data, in which a key of the same name means nothing. */
const DATA = new Set(['context', 'input', 'output', 'params', 'meta', 'tags', 'description']);

/** Every name a configuration uses, by the kind of part it needs. */
function usesIn(node: unknown, key = ''): Use[] {
  if (DATA.has(key)) return [];
  if (Array.isArray(node)) return node.flatMap((each) => usesIn(each, key));
  const kind = KIND_OF[key];
  if (typeof node === 'string') return kind ? [{ kind, name: node }] : [];
  if (typeof node === 'function') return partsOf(node);
  if (typeof node !== 'object' || node === null) return [];
  const { type } = node as { type?: unknown };
  if ((kind === 'action' || kind === 'guard') && typeof type === 'string')
    return [{ kind, name: type }];
  return Object.entries(node).flatMap(([name, value]) => [
    ...(key === 'after' && !/^\d+$/.test(name) ? [{ kind: 'delay' as const, name }] : []),
    ...usesIn(value, name),
  ]);
}

/** What built-in actions and guards refer to: the delay of a raise, the guards of an `and`. */
function partsOf(built: object): Use[] {
  const { guards, delay } = built as { guards?: unknown; delay?: unknown };
  return [...usesIn(guards, 'guards'), ...usesIn(delay, 'delay')];
}
