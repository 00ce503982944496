/**
 * A machine's chart as a graph to lay out, seen at one depth. Nobody can read 160 states at once,
 * so a view opens the states on its way and folds everything else into single boxes.
 */
import type { Chart, ChartState, ChartTransition } from '../machines/chart.ts';

/** A box of the picture. `folded` says that there are states inside that this view leaves out. */
export interface GraphNode {
  id: string;
  label: string;
  parent: string | null;
  kind: 'leaf' | 'compound' | 'parallel' | 'final' | 'start';
  folded: boolean;
  tags: string[];
  children: string[];
}

/** An edge of the picture; several transitions between two boxes share one edge. */
export interface GraphEdge {
  source: string;
  target: string;
  labels: string[];
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** Most labels one edge shows before it says how many more there are. */
const LABELS_MAX = 3;

/**
 * @param view `overview` (top states folded), `focus:PATH` (that state open, two levels deep) or
 * `full`. PATH is dotted, without the machine's name. Null when there is no such view.
 */
export function graphOf(chart: Chart, view: string): Graph | null {
  const isOpen = opener(chart, view);
  if (isOpen === null) return null;
  const byId = new Map(chart.states.map((state) => [state.id, state]));
  const isVisible = (state: ChartState): boolean => {
    const parent = state.parent === null ? undefined : byId.get(state.parent);
    return parent === undefined || (isOpen(parent) && isVisible(parent));
  };
  const visible = new Map(chart.states.filter(isVisible).map((state) => [state.id, state]));
  const nodes = [...visible.values()].map((state) => nodeOf(chart, state, isOpen(state)));
  const starts = nodes.flatMap((node) => startOf(node, byId));
  return {
    nodes: [...nodes, ...starts.map(({ dot }) => dot)],
    edges: [...starts.map(({ edge }) => edge), ...edgesOf(chart, byId, visible)],
  };
}

/** Every view of a chart worth keeping ready: the overview and each top state in focus. */
export function viewsOf(chart: Chart): string[] {
  const compound = chart.states.filter(
    ({ path, type }) => path.length === 1 && (type === 'compound' || type === 'parallel'),
  );
  return compound.length < 2
    ? ['full']
    : ['overview', ...compound.map(({ path }) => `focus:${path[0]}`)];
}

/** camelCase and snake_case as words. */
export function inWords(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.]/g, ' ')
    .toLowerCase();
}

function opener(chart: Chart, view: string): ((state: ChartState) => boolean) | null {
  const hasInside = (state: ChartState) => state.type === 'compound' || state.type === 'parallel';
  if (view === 'full') return hasInside;
  if (view === 'overview') return (state) => state.path.length === 0;
  const focus = /^focus:(.+)$/.exec(view)?.[1];
  const target = chart.states.find(({ path }) => path.join('.') === focus);
  if (target === undefined || !hasInside(target)) return null;
  const depth = target.path.length;
  return (state) => {
    if (!hasInside(state)) return false;
    const shared = state.path.every((part, index) => index >= depth || part === target.path[index]);
    return shared && state.path.length <= depth + (depth === 1 ? 1 : 2);
  };
}

function nodeOf(chart: Chart, state: ChartState, open: boolean): GraphNode {
  const hasInside = state.type === 'compound' || state.type === 'parallel';
  const opened = state.type === 'parallel' ? 'parallel' : 'compound';
  const closed = state.type === 'final' ? 'final' : 'leaf';
  return {
    id: state.id,
    label: inWords(state.path.at(-1) ?? chart.machine),
    parent: state.parent,
    kind: open ? opened : closed,
    folded: hasInside && !open,
    tags: state.tags,
    children: open ? [] : state.invoke.map(({ id }) => id),
  };
}

function startOf(
  node: GraphNode,
  byId: Map<string, ChartState>,
): { dot: GraphNode; edge: GraphEdge }[] {
  const initial = byId.get(node.id)?.initial;
  if (node.kind !== 'compound' || !initial) return [];
  const id = `${node.id}#start`;
  const dot: GraphNode = {
    id,
    label: '',
    parent: node.id,
    kind: 'start',
    folded: false,
    tags: [],
    children: [],
  };
  return [{ dot, edge: { source: id, target: initial, labels: [] } }];
}

function edgesOf(
  chart: Chart,
  byId: Map<string, ChartState>,
  visible: Map<string, ChartState>,
): GraphEdge[] {
  const lifted = (id: string): string => {
    const state = byId.get(id);
    if (visible.has(id) || !state?.parent) return id;
    return lifted(state.parent);
  };
  const edges = new Map<string, GraphEdge>();
  for (const transition of chart.transitions) {
    if (transition.target === null) continue;
    const source = lifted(transition.source);
    const target = lifted(transition.target);
    // What happens inside a folded box is what the view leaves out.
    if (source === target && transition.source !== transition.target) continue;
    const key = `${source}>${target}`;
    const edge = edges.get(key) ?? { source, target, labels: [] };
    const label = labelOf(transition);
    if (label !== '' && !edge.labels.includes(label)) edge.labels.push(label);
    edges.set(key, edge);
  }
  return [...edges.values()].map((edge) => ({ ...edge, labels: shortened(edge.labels) }));
}

function shortened(labels: string[]): string[] {
  if (labels.length <= LABELS_MAX) return labels;
  return [...labels.slice(0, LABELS_MAX - 1), `and ${labels.length - LABELS_MAX + 1} more`];
}

function labelOf(transition: ChartTransition): string {
  const { event, kind, delay } = transition;
  const named = conditionOf(transition);
  if (kind === 'after') return `after ${inWords(delay ?? 'a while')}`;
  if (kind === 'state_done') return named || 'done';
  if (kind === 'child_done') return named || 'otherwise';
  if (kind === 'child_error') return 'crashed';
  if (kind === 'always') return named;
  return named === '' ? inWords(event) : `${inWords(event)} [${named}]`;
}

/**
 * A guard in words. A name that ends in `Is` reads on into what it is given; other guards are given
 * the call or step whose box they leave, which the picture shows already.
 */
function conditionOf({ guard, guard_params: params }: ChartTransition): string {
  if (guard === null || guard === 'isMeant') return '';
  const words = inWords(guard);
  if (!words.endsWith(' is')) return words;
  return [words, ...Object.values(params ?? {}).map((value) => inWords(String(value)))].join(' ');
}
