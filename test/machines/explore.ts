/**
 * Breadth-first exploration of the real certification machine: from every state, everything that
 * children, timers and people can do next.
 */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { CertificationContext } from '../../machines/certification-context.ts';
import { nextToUndo } from '../../machines/certification-context.ts';
import { begin, isolated, microsteps, step } from './driver.ts';
import { OUTPUTS, TERMINAL, TRANSIENT, verdict } from './samples.ts';

export interface Explored {
  nodes: Map<string, AnyMachineSnapshot>;
  edges: { from: string; to: string; event: AnyEventObject }[];
  /** Ids of every state entered, passing through included. */
  entered: Set<string>;
}

const A_DAY_LATER = 25 * 3_600_000;

/**
 * Visits everything reachable from the input without leaving `isWithin`. `visit` sees the result of
 * each transition, also where it leads to a known node.
 */
export function explore(
  machine: AnyStateMachine,
  input: object,
  visit: (snapshot: AnyMachineSnapshot, event: AnyEventObject) => void = () => {},
  isWithin: (snapshot: AnyMachineSnapshot) => boolean = () => true,
): Explored {
  const stubbed = isolated(machine);
  const first = begin(stubbed, input).snapshot;
  const found: Explored = {
    nodes: new Map([[keyOf(first), first]]),
    edges: [],
    entered: new Set(),
  };
  const queue = [first];
  enter(found, [first]);
  for (let snapshot = queue.shift(); snapshot; snapshot = queue.shift()) {
    const from = keyOf(snapshot);
    for (const event of eventsOf(snapshot)) {
      const next = step(stubbed, snapshot, event).snapshot;
      const to = keyOf(next);
      visit(next, event);
      found.edges.push({ from, to, event });
      if (found.nodes.has(to)) continue;
      found.nodes.set(to, next);
      enter(found, microsteps(stubbed, snapshot, event));
      if (next.status === 'active' && isWithin(next)) queue.push(next);
    }
  }
  return found;
}

/** Nodes from which some finished node can be reached. */
export function canFinish({ nodes, edges }: Explored): Set<string> {
  const back = new Map<string, string[]>();
  for (const { from, to } of edges) back.set(to, [...(back.get(to) ?? []), from]);
  const done = [...nodes].filter(([, node]) => node.status === 'done').map(([key]) => key);
  const reached = new Set(done);
  const queue = [...done];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    for (const from of back.get(key) ?? []) {
      if (reached.has(from)) continue;
      reached.add(from);
      queue.push(from);
    }
  }
  return reached;
}

function enter(found: Explored, snapshots: AnyMachineSnapshot[]): void {
  for (const snapshot of snapshots) for (const node of snapshot._nodes) found.entered.add(node.id);
}

/** What decides the future: the value and the parts of the context that guards read. */
export function keyOf(snapshot: AnyMachineSnapshot): string {
  const context = snapshot.context as CertificationContext;
  const tries = Object.entries(context.calls).map(([id, each]) => [
    id,
    each.attempt,
    each.refused_since !== null,
  ]);
  return JSON.stringify([
    snapshot.status,
    snapshot.value,
    tries.sort(),
    context.begun.length,
    nextToUndo(context),
    context.ending,
    factsFor(Object.keys(Object(snapshot.value))[0], context),
  ]);
}

/** Facts that guards read, only in the phases whose guards read them. */
function factsFor(phase: string | undefined, context: CertificationContext): unknown[] {
  const { outputs } = context;
  if (phase === 'knowledge') {
    return [outputs.accepted, context.uploads_arrived, context.uploads_closed];
  }
  if (phase !== 'content') return [];
  const { learners_with_gaps, common_weak_areas, topics } = outputs;
  return [
    learners_with_gaps,
    common_weak_areas,
    topics,
    context.topic_index,
    context.videos.length > 0,
  ];
}

function eventsOf(snapshot: AnyMachineSnapshot): AnyEventObject[] {
  const types = new Set(snapshot._nodes.flatMap((node) => [...node.transitions.keys()]));
  const at = (snapshot.context as CertificationContext).at + 1;
  return [...types]
    .flatMap(payloads)
    .map(({ later, ...event }) => ({ ...event, at: at + (later ?? 0) }));
}

function payloads(type: string): AnyEventObject[] {
  const child = /^xstate\.done\.actor\.(.+)$/.exec(type)?.[1];
  if (child) return ended(type, child);
  if (type.startsWith('xstate.error.actor.')) return [{ type, error: TERMINAL }];
  if (type.startsWith('xstate.done.state.')) return [];
  if (type.startsWith('xstate.')) return [{ type }];
  return [{ type, by: 'person', patch: { assessment: { question_count: 5 } } }];
}

function ended(type: string, child: string): AnyEventObject[] {
  const all = endings(child).map((output) => ({ type, output }));
  const tooLong = { type, output: { ok: false, refused: { retry_at: 5 } }, later: A_DAY_LATER };
  return all.some(({ output }) => 'refused' in output) ? [...all, tooLong] : all;
}

function endings(child: string): object[] {
  if (child.startsWith('checkpoint_')) {
    return [verdict('approve'), verdict('request_changes', ['shorter']), verdict('reject')];
  }
  const bad = [
    { ok: false, failure: TRANSIENT },
    { ok: false, failure: TERMINAL },
  ];
  if (child === 'responses') return [{ ok: true, answered: ['learner-1'], missing: [] }, ...bad];
  const good = (OUTPUTS[child] ?? []).map((output) => ({ ok: true, output }));
  if (child === 'avatar_topic') return [...good, ...bad];
  return [...good, ...bad, { ok: false, refused: { retry_at: 5 } }];
}
