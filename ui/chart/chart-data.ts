/** A machine's chart as the server lays it out, and how to read it. */
import { getJson, getReady } from '../wire/api.ts';

export interface ChartState {
  id: string;
  path: string[];
  parent: string | null;
  type: string;
  initial: string | null;
  tags: string[];
  entry: string[];
  exit: string[];
  invoke: { id: string; src: string }[];
}

export interface ChartTransition {
  source: string;
  target: string | null;
  event: string;
  kind: 'event' | 'always' | 'after' | 'child_done' | 'child_error' | 'state_done';
  delay: string | null;
  guard: string | null;
  guard_params: Record<string, unknown> | null;
  actions: string[];
  /** What makes it happen, as the picture says it. */
  words: string;
}

export interface MachineChart {
  name: string;
  version: string;
  current: boolean;
  /** Whether the server's program can run it; otherwise it is drawn as it was kept. */
  in_code: boolean;
  views: string[];
  states: ChartState[];
  transitions: ChartTransition[];
  /** Where its layouts are; absent for a machine version's own. */
  path?: string;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line below a box's name: a state inside, a child that runs there, something that keeps the state, or room for a countdown. */
export interface DrawnRow extends Box {
  kind: 'inside' | 'child' | 'stays' | 'wait';
  text: string;
  ref: string;
}

export interface DrawnNode extends Box {
  id: string;
  label: string;
  parent: string | null;
  kind: 'leaf' | 'compound' | 'parallel' | 'final' | 'history' | 'start' | 'note';
  folded: boolean;
  depth: number;
  tags: string[];
  rows: DrawnRow[];
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  kind: 'event' | 'always' | 'after' | 'start';
  texts: { text: string; kind: ChartTransition['kind']; transitions: number[] }[];
  /** Positions in the chart's transitions. */
  transitions: number[];
  lines: [number, number][][];
  path: string;
  label: Box | null;
}

export interface Drawing {
  width: number;
  height: number;
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

/** What one version has that another has not; `index` is a position in the joint chart. */
export interface ChartDifference {
  name: string;
  version: string;
  against: string;
  states: { id: string; change: Change; words: string[] }[];
  transitions: {
    index: number;
    source: string;
    target: string | null;
    change: Change;
    words: string[];
  }[];
  chart: Pick<MachineChart, 'views' | 'states' | 'transitions'>;
}

export type Change = 'added' | 'removed' | 'changed';

/** The address of a machine version's data. */
export function machinePath(machine: string, version: string): string {
  return `/api/machines/${encodeURIComponent(machine)}/${encodeURIComponent(version)}`;
}

const charts = new Map<string, Promise<MachineChart>>();

/** The states, transitions and views of one version; kept, since a version never changes. */
export function loadChart(machine: string, version: string): Promise<MachineChart> {
  const path = machinePath(machine, version);
  const known = charts.get(path);
  if (known) return known;
  const asked = getJson<MachineChart>(path);
  asked.catch(() => charts.delete(path));
  if (version !== 'current') charts.set(path, asked);
  return asked;
}

const drawings = new Map<string, Drawing>();

/** One view's drawing; null while the server computes it. */
export async function loadDrawing(chart: MachineChart, view: string): Promise<Drawing | null> {
  const base = chart.path ?? machinePath(chart.name, chart.version);
  const path = `${base}/layout?view=${encodeURIComponent(view)}`;
  const known = drawings.get(path);
  if (known) return known;
  const drawing = await getReady<Drawing>(path);
  if (drawing) drawings.set(path, drawing);
  return drawing;
}
