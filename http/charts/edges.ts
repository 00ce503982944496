/** A chart's transitions as the edges of one view: those between the same two boxes share a line. */
import type { Chart, ChartTransition, TransitionKind } from '../../machines/chart.ts';
import { transitionWords } from './words.ts';

/** How an edge is drawn: by what all of its transitions have in common. */
export type EdgeKind = 'event' | 'always' | 'after' | 'start';

/** One line of an edge's label; the transitions it stands for, by position in the chart. */
export interface EdgeText {
  text: string;
  kind: TransitionKind;
  transitions: number[];
}

/** An edge of the picture. */
export interface GraphEdge {
  source: string;
  target: string;
  kind: EdgeKind;
  texts: EdgeText[];
  /** Every transition it stands for, also those that its label has no room for. */
  transitions: number[];
}

/** Transitions that keep their state: told inside its box. */
export interface Staying {
  state: string;
  text: EdgeText;
}

/**
 * @param lifted the visible box that a state is drawn as
 * @param linesMax most lines a label has before it says how many more there are
 */
export function edgesOf(
  chart: Chart,
  lifted: (id: string) => string,
  linesMax: number,
): GraphEdge[] {
  const last = remainders(chart.transitions);
  const edges = new Map<string, GraphEdge>();
  chart.transitions.forEach((transition, index) => {
    if (transition.target === null) return;
    const source = lifted(transition.source);
    const target = lifted(transition.target);
    // What happens inside a folded box is what the view leaves out.
    if (source === target && transition.source !== transition.target) return;
    const key = `${source}>${target}`;
    const edge = edges.get(key) ?? { source, target, kind: 'event', texts: [], transitions: [] };
    edge.transitions.push(index);
    addText(edge.texts, transition, index, last);
    edges.set(key, edge);
  });
  return [...edges.values()].map((edge) => ({
    ...edge,
    kind: kindOf(edge.texts),
    texts: shortened(edge.texts, linesMax),
  }));
}

/** What makes each transition of a chart happen, in words, by its position. */
export function wordsOf({ transitions }: Chart): string[] {
  const last = remainders(transitions);
  return transitions.map((transition) => transitionWords(transition, last.has(transition)));
}

/** What a state does without leaving itself, each thing once. */
export function stayingIn(chart: Chart, state: string): EdgeText[] {
  const last = remainders(chart.transitions);
  const texts: EdgeText[] = [];
  chart.transitions.forEach((transition, index) => {
    if (transition.source === state && transition.target === null)
      addText(texts, transition, index, last);
  });
  return texts;
}

function addText(
  texts: EdgeText[],
  transition: ChartTransition,
  index: number,
  last: Set<ChartTransition>,
): void {
  const text = transitionWords(transition, last.has(transition));
  const known = texts.find((each) => each.text === text);
  if (known) known.transitions.push(index);
  else texts.push({ text, kind: transition.kind, transitions: [index] });
}

function kindOf(texts: EdgeText[]): EdgeKind {
  if (texts.every(({ kind }) => kind === 'always')) return 'always';
  return texts.every(({ kind }) => kind === 'after') ? 'after' : 'event';
}

function shortened(texts: EdgeText[], most: number): EdgeText[] {
  if (texts.length <= most) return texts;
  const hidden = texts.slice(most - 1);
  const more: EdgeText = {
    text: `and ${hidden.length} more`,
    kind: 'event',
    transitions: hidden.flatMap(({ transitions }) => transitions),
  };
  return [...texts.slice(0, most - 1), more];
}

/** Unguarded transitions that are reached when guarded ones for the same event were not taken. */
function remainders(transitions: ChartTransition[]): Set<ChartTransition> {
  const guarded = new Set<string>();
  const found = new Set<ChartTransition>();
  for (const transition of transitions) {
    const key = `${transition.source} ${transition.event}`;
    const isGuarded = transition.guard !== null && transition.guard !== 'isMeant';
    if (isGuarded) guarded.add(key);
    else if (guarded.has(key)) found.add(transition);
  }
  return found;
}
