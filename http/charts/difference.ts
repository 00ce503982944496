/** What one version of a machine has that another has not: as a list, and as one chart to draw. */
import type { Chart, ChartState, ChartTransition } from '../../machines/chart.ts';
import { canonical } from '../../machines/version.ts';
import { transitionWords } from './words.ts';

export type Change = 'added' | 'removed' | 'changed';

export interface ChangedState {
  id: string;
  change: Change;
  /** What differs, in words; empty for one that is wholly new or gone. */
  words: string[];
}

/** `index` is its position in the joint chart. */
export interface ChangedTransition {
  index: number;
  source: string;
  target: string | null;
  change: Change;
  /** What makes it happen, then what differs. */
  words: string[];
}

export interface ChartDifference {
  /** Both versions at once: the newer one, and what it no longer has. */
  chart: Chart;
  states: ChangedState[];
  transitions: ChangedTransition[];
}

export function differenceOf(older: Chart, newer: Chart): ChartDifference {
  const before = new Map(older.states.map((state) => [state.id, state]));
  const present = new Set(newer.states.map(({ id }) => id));
  const gone = older.states.filter(({ id }) => !present.has(id));
  const old = Map.groupBy(older.transitions, keyOf);
  const matched = new Set<ChartTransition>();
  const transitions: ChangedTransition[] = [];
  newer.transitions.forEach((transition, index) => {
    const was = (old.get(keyOf(transition)) ?? []).find((each) => !matched.has(each));
    if (was) matched.add(was);
    const words = was ? transitionChanges(was, transition) : [];
    if (was && words.length === 0) return;
    transitions.push(told(transition, index, was ? 'changed' : 'added', words));
  });
  const lost = older.transitions.filter((transition) => !matched.has(transition));
  lost.forEach((transition, index) => {
    transitions.push(told(transition, newer.transitions.length + index, 'removed', []));
  });
  return {
    chart: {
      ...newer,
      states: [...newer.states, ...gone],
      transitions: [...newer.transitions, ...lost],
    },
    states: [
      ...newer.states.flatMap((state) => stateChange(before.get(state.id), state)),
      ...gone.map(({ id }): ChangedState => ({ id, change: 'removed', words: [] })),
    ],
    transitions,
  };
}

function told(
  transition: ChartTransition,
  index: number,
  change: Change,
  words: string[],
): ChangedTransition {
  const { source, target } = transition;
  return { index, source, target, change, words: [transitionWords(transition, false), ...words] };
}

/** A transition is the same one where it leaves the same state for the same reason. */
function keyOf({ source, event, guard, guard_params }: ChartTransition): string {
  return canonical([source, event, guard, guard_params]);
}

function stateChange(was: ChartState | undefined, is: ChartState): ChangedState[] {
  if (!was) return [{ id: is.id, change: 'added', words: [] }];
  const facts: [string, unknown, unknown][] = [
    ['kind', was.type, is.type],
    ['begins in', last(was.initial), last(is.initial)],
    ['tags', was.tags, is.tags],
    ['on entry', was.entry, is.entry],
    ['on exit', was.exit, is.exit],
    ['runs', was.invoke.map(({ src }) => src), is.invoke.map(({ src }) => src)],
  ];
  const words = facts.flatMap(([name, left, right]) => changed(name, left, right));
  return words.length === 0 ? [] : [{ id: is.id, change: 'changed', words }];
}

function transitionChanges(was: ChartTransition, is: ChartTransition): string[] {
  return [
    ...changed('leads to', last(was.target) ?? 'itself', last(is.target) ?? 'itself'),
    ...changed('does', was.actions, is.actions),
  ];
}

function changed(name: string, was: unknown, is: unknown): string[] {
  if (canonical(was) === canonical(is)) return [];
  return [`${name}: ${spelled(was)} → ${spelled(is)}`];
}

function spelled(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return text === '' ? 'nothing' : text;
}

function last(id: string | null): string | null {
  return id?.split('.').at(-1) ?? null;
}
