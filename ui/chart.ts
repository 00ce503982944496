/** A machine's chart as the server lays it out. */
import { getJson, getReady } from './api.ts';

export interface ChartState {
  id: string;
  path: string[];
  parent: string | null;
  type: string;
  invoke: { id: string; src: string }[];
  tags: string[];
}

export interface DrawnNode {
  id: string;
  label: string;
  parent: string | null;
  kind: 'leaf' | 'compound' | 'parallel' | 'final' | 'start';
  folded: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  labels: string[];
  lines: [number, number][][];
  label: { x: number; y: number; width: number; height: number } | null;
}

export interface Drawing {
  width: number;
  height: number;
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

export interface MachineChart {
  name: string;
  version: string;
  views: string[];
  states: ChartState[];
  transitions: { source: string; target: string | null; event: string; guard: string | null }[];
}

/** The states and views of the registered version. */
export function loadChart(machine: string): Promise<MachineChart> {
  return getJson(`/api/machines/${encodeURIComponent(machine)}/current`);
}

const drawings = new Map<string, Drawing>();

/** One view's drawing; while the server computes it, null. */
export async function loadDrawing(machine: string, view: string): Promise<Drawing | null> {
  const path = `/api/machines/${encodeURIComponent(machine)}/current/layout?view=${encodeURIComponent(view)}`;
  const known = drawings.get(path);
  if (known) return known;
  const drawing = await getReady<Drawing>(path);
  if (drawing) drawings.set(path, drawing);
  return drawing;
}
