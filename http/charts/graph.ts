/**
 * A machine's chart as a graph to lay out, seen at one depth. Nobody can read 160 states at once,
 * so a view opens the states on its way and folds everything else into single boxes.
 */
import type { Chart, ChartState } from '../../machines/chart.ts';
import { edgesOf, type GraphEdge, stayingIn } from './edges.ts';
import { delayWords, inWords, sentence, stateWords } from './words.ts';

/** A line below a box's name. `ref` is the state inside, the child's id, or the transition's position. */
export interface GraphRow {
  kind: 'inside' | 'child' | 'stays' | 'wait';
  text: string;
  ref: string;
}

/** A `note` holds what an opened box does without leaving itself; a `start` is the dot of its first state. */
export type NodeKind = 'leaf' | 'compound' | 'parallel' | 'final' | 'history' | 'start' | 'note';

/** A box of the picture. `folded` says that there are states inside that this view leaves out. */
export interface GraphNode {
  id: string;
  label: string;
  parent: string | null;
  kind: NodeKind;
  folded: boolean;
  /** How many opened boxes it lies in. */
  depth: number;
  tags: string[];
  rows: GraphRow[];
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

const LINES_MAX = { overview: 2, focus: 4, full: Number.POSITIVE_INFINITY };
/** A machine with fewer states than this is legible as a whole. */
const WHOLE_BELOW = 24;

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
  const all = chart.states.filter(isVisible);
  const style = view === 'overview' || view === 'full' ? view : 'focus';
  const lift = lifter(byId, new Set(all.map(({ id }) => id)));
  const found = edgesOf(chart, lift, LINES_MAX[style]);
  const edges = style === 'overview' ? found.map(withoutDone) : found;
  const { shown, drawn } =
    style === 'focus'
      ? inFocus(all, edges, view.slice('focus:'.length))
      : { shown: all, drawn: edges };
  const nodes = shown.map((state) => nodeOf(chart, state, isOpen(state), style === 'overview'));
  const ids = new Set(nodes.map(({ id }) => id));
  const starts = nodes.flatMap((node) => startOf(node, byId, ids));
  return {
    nodes: [
      ...nodes,
      ...starts.map(({ dot }) => dot),
      ...nodes.flatMap((node) => noteOf(node)),
    ].map((node) => (isOpened(node) ? { ...node, rows: [] } : node)),
    edges: [...starts.map(({ edge }) => edge), ...drawn],
  };
}

/** The visible box that a state is drawn as: itself, or what it is folded into. */
function lifter(byId: Map<string, ChartState>, visible: Set<string>): (id: string) => string {
  const lifted = (id: string): string => {
    const parent = byId.get(id)?.parent;
    return visible.has(id) || !parent ? id : lifted(parent);
  };
  return lifted;
}

/** In focus: what lies in and around the opened state, and what an edge joins to that. */
function inFocus(
  states: ChartState[],
  edges: GraphEdge[],
  focus: string,
): { shown: ChartState[]; drawn: GraphEdge[] } {
  const target = focus.split('.');
  const agrees = ({ path }: ChartState): boolean =>
    path.every((part, index) => index >= target.length || part === target[index]);
  const near = states.filter(agrees);
  const within = new Set(
    near.filter(({ path }) => path.length >= target.length).map(({ id }) => id),
  );
  const around = new Set(near.map(({ id }) => id));
  const drawn = edges.filter(
    (edge) =>
      within.has(edge.source) ||
      within.has(edge.target) ||
      (around.has(edge.source) && around.has(edge.target)),
  );
  const joined = new Set(drawn.flatMap(({ source, target: end }) => [source, end]));
  return { shown: states.filter(({ id }) => around.has(id) || joined.has(id)), drawn };
}

/** Whether `graphOf` has an answer. */
export function hasView(chart: Chart, view: string): boolean {
  return opener(chart, view) !== null;
}

/** Every view of a chart worth keeping ready, the one to begin with first. */
export function viewsOf(chart: Chart): string[] {
  const phases = chart.states.filter((state) => state.path.length === 1 && hasInside(state));
  if (chart.states.length < WHOLE_BELOW || phases.length < 2) return ['full'];
  return ['overview', ...phases.map(({ path }) => `focus:${path[0]}`), 'full'];
}

/** In an overview an arrow from one phase to the next says by itself that the first one is done. */
function withoutDone(edge: GraphEdge): GraphEdge {
  const texts = edge.texts.filter(({ kind, text }) => kind !== 'state_done' || text !== 'done');
  return texts.length === 0 ? { ...edge, texts } : edge;
}

function hasInside({ type }: ChartState): boolean {
  return type === 'compound' || type === 'parallel';
}

function opener(chart: Chart, view: string): ((state: ChartState) => boolean) | null {
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

function nodeOf(chart: Chart, state: ChartState, open: boolean, isOverview: boolean): GraphNode {
  const folded = hasInside(state) && !open;
  return {
    id: state.id,
    label:
      state.path.length === 0
        ? sentence(inWords(chart.machine))
        : stateWords(state.path.at(-1) ?? ''),
    parent: state.parent,
    kind: kindOf(state, open),
    folded,
    depth: state.path.length,
    tags: state.tags,
    rows: folded ? insideOf(chart, state, isOverview) : rowsOf(chart, state),
  };
}

function kindOf(state: ChartState, open: boolean): NodeKind {
  if (open) return state.type === 'parallel' ? 'parallel' : 'compound';
  return state.type === 'final' || state.type === 'history' ? state.type : 'leaf';
}

function insideOf(chart: Chart, { id }: ChartState, isOverview: boolean): GraphRow[] {
  if (!isOverview) return [];
  return chart.states
    .filter(({ parent, type }) => parent === id && type !== 'final')
    .map((state) => ({ kind: 'inside', text: stateWords(state.path.at(-1) ?? ''), ref: state.id }));
}

function rowsOf(chart: Chart, state: ChartState): GraphRow[] {
  const children = state.invoke.map(
    ({ id, src }): GraphRow => ({
      kind: 'child',
      text: src === 'perform' ? 'outside call' : inWords(src),
      ref: id,
    }),
  );
  const staying = stayingIn(chart, state.id).map(
    ({ text, transitions }): GraphRow => ({
      kind: 'stays',
      text,
      ref: transitions.join(','),
    }),
  );
  const delays = chart.transitions.flatMap(({ source, kind, delay }) =>
    source === state.id && kind === 'after' ? [delayWords(delay)] : [],
  );
  const text = `timer: ${[...new Set(delays)].slice(0, 2).join(', ')}`;
  const wait: GraphRow[] = delays.length > 0 ? [{ kind: 'wait', text, ref: state.id }] : [];
  return [...children, ...staying, ...wait];
}

function isOpened({ kind }: GraphNode): boolean {
  return kind === 'compound' || kind === 'parallel';
}

/** Edges run through an opened box, so its lines stand in a box of their own inside. */
function noteOf(node: GraphNode): GraphNode[] {
  if (!isOpened(node) || node.rows.length === 0) return [];
  return [{ ...inner(node, 'note'), rows: node.rows }];
}

function inner(node: GraphNode, kind: 'start' | 'note'): GraphNode {
  return {
    id: `${node.id}#${kind}`,
    label: '',
    parent: node.id,
    kind,
    folded: false,
    depth: node.depth + 1,
    tags: [],
    rows: [],
  };
}

function startOf(
  node: GraphNode,
  byId: Map<string, ChartState>,
  shown: Set<string>,
): { dot: GraphNode; edge: GraphEdge }[] {
  const initial = byId.get(node.id)?.initial;
  if (node.kind !== 'compound' || !initial || !shown.has(initial)) return [];
  const dot = inner(node, 'start');
  const edge = { source: dot.id, target: initial, texts: [], transitions: [] };
  return [{ dot, edge: { ...edge, kind: 'start' } }];
}
