/**
 * The overview of a machine that goes through its phases one after the other and has one way out of
 * all of them: phases side by side, the way out below, so that it fits a page without scrolling.
 * A layered layout would need two thousand pixels for it.
 */
import type { GraphEdge } from './edges.ts';
import type { ChartLayout, PlacedEdge, PlacedNode } from './elk.ts';
import type { Graph, GraphNode } from './graph.ts';
import { roundedPath } from './path.ts';
import {
  AIR,
  type Box,
  closedSize,
  labelSize,
  NAME_HEIGHT,
  ROW_HEIGHT,
  rowsBelow,
  rowsBeside,
} from './size.ts';

type Point = [number, number];

const EDGE = 20;
const TOP = 46;
const GAP = 30;
const FALL = 24;

interface Plan {
  root: GraphNode;
  dot: GraphNode;
  /** Phases from the first to the last. */
  spine: GraphNode[];
  /** Where the last one ends. */
  goal: GraphNode;
  /** What every phase may leave for. */
  exit: GraphNode;
  /** Where that ends. */
  ends: GraphNode[];
}

/** Null for a machine of another shape. */
export function mapOf(graph: Graph): ChartLayout | null {
  const plan = planOf(graph);
  if (plan === null) return null;
  const boxes = new Map([...boxesOf(plan)].map(([id, box]) => [id, crisp(box)]));
  const right = Math.max(...[...boxes.values()].map(({ x, width }) => x + width));
  const bottom = Math.max(...[...boxes.values()].map(({ y, height }) => y + height));
  boxes.set(plan.root.id, { x: 6, y: 6, width: right + EDGE - 12, height: bottom + EDGE - 12 });
  return {
    width: Math.ceil(right + EDGE),
    height: Math.ceil(bottom + EDGE),
    nodes: graph.nodes.map((node) => placedNode(node, boxes.get(node.id) as Box, plan)),
    edges: graph.edges.map((edge, index) => placedEdge(edge, `e${index}`, boxes, plan)),
  };
}

function planOf({ nodes, edges }: Graph): Plan | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const root = nodes.find(({ parent }) => parent === null);
  const dot = nodes.find(({ kind }) => kind === 'start');
  const leaving = Map.groupBy(edges, ({ source }) => source);
  const spine: GraphNode[] = [];
  let at = byId.get(leaving.get(dot?.id ?? '')?.[0]?.target ?? '');
  while (at && at.kind !== 'final' && !spine.includes(at)) {
    spine.push(at);
    const on = (leaving.get(at.id) ?? []).filter(({ texts }) => texts.length === 0);
    at = on.length === 1 ? byId.get(on[0]?.target ?? '') : undefined;
  }
  const goal = at;
  const rest = nodes.filter(
    (node) => node !== root && node !== dot && node !== goal && !spine.includes(node),
  );
  const [exit, ...others] = rest.filter(({ kind }) => kind !== 'final');
  if (!root || !dot || !goal || !exit || others.length > 0 || spine.length < 3) return null;
  const plan = { root, dot, spine, goal, exit, ends: rest.filter((node) => node !== exit) };
  return edges.every((edge) => isPlanned(edge, plan)) ? plan : null;
}

function isPlanned({ source, target }: GraphEdge, { dot, spine, goal, exit, ends }: Plan): boolean {
  const from = spine.findIndex(({ id }) => id === source);
  const next = spine[from + 1] ?? goal;
  if (source === dot.id) return target === spine[0]?.id;
  if (from >= 0) return target === next.id || target === exit.id;
  return source === exit.id && ends.some(({ id }) => id === target);
}

function boxesOf({ dot, spine, goal, exit, ends }: Plan): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const height = Math.max(...spine.map((node) => closedSize(node).height));
  boxes.set(dot.id, { x: EDGE, y: TOP + height / 2 - 6, width: 12, height: 12 });
  let x = EDGE + 12 + GAP;
  for (const node of spine) {
    const { width } = closedSize(node);
    boxes.set(node.id, { x, y: TOP, width, height });
    x += width + GAP;
  }
  const first = boxes.get(spine[0]?.id ?? '') as Box;
  const last = boxes.get(spine.at(-1)?.id ?? '') as Box;
  const second = TOP + height + 2 * FALL + 2 * ROW_HEIGHT;
  const exitHeight = 2 * AIR + NAME_HEIGHT + ROW_HEIGHT;
  const exitRight = last.x + last.width * 0.5;
  boxes.set(exit.id, { x: first.x, y: second, width: exitRight - first.x, height: exitHeight });
  const end = closedSize(goal);
  const goalX = exitRight + GAP;
  boxes.set(goal.id, { ...end, x: goalX, y: second + (exitHeight - end.height) / 2 });
  const third = second + exitHeight + 2 * FALL + ROW_HEIGHT;
  let left =
    first.x + (exitRight - first.x) / 2 - (widthOfAll(ends) + 3 * GAP * (ends.length - 1)) / 2;
  for (const node of ends) {
    const size = closedSize(node);
    boxes.set(node.id, { ...size, x: left, y: third });
    left += size.width + 3 * GAP;
  }
  return boxes;
}

/** With borders on the middle of a pixel, where the ends of edges are moved to. */
function crisp({ x, y, width, height }: Box): Box {
  const [left, top] = [round(x), round(y)];
  return { x: left, y: top, width: round(x + width) - left, height: round(y + height) - top };
}

function widthOfAll(nodes: GraphNode[]): number {
  return nodes.reduce((sum, node) => sum + closedSize(node).width, 0);
}

function placedNode(node: GraphNode, box: Box, { exit }: Plan): PlacedNode {
  const rows = node === exit ? rowsBeside(node, box) : rowsBelow(node, box);
  return { ...node, ...box, rows };
}

function placedEdge(edge: GraphEdge, id: string, boxes: Map<string, Box>, plan: Plan): PlacedEdge {
  const line = lineOf(edge, boxes, plan).map(([x, y]): Point => [round(x), round(y)]);
  return {
    ...edge,
    id,
    labels: edge.texts.map(({ text }) => text),
    lines: [line],
    path: roundedPath(line),
    label: labelOn(edge, line),
  };
}

function lineOf(
  { source, target }: GraphEdge,
  boxes: Map<string, Box>,
  { exit, goal }: Plan,
): Point[] {
  const from = boxes.get(source) as Box;
  const to = boxes.get(target) as Box;
  if (target === goal.id) {
    const x = Math.min(from.x + from.width * 0.8, to.x + to.width / 2);
    return down(Math.max(x, to.x + 14), from, to);
  }
  if (target === exit.id) return down(from.x + from.width * 0.4, from, to);
  if (source === exit.id) return down(to.x + to.width / 2, from, to);
  const y = to.y + to.height / 2;
  return [
    [from.x + from.width, y],
    [to.x, y],
  ];
}

function down(x: number, from: Box, to: Box): Point[] {
  return [
    [x, from.y + from.height],
    [x, to.y],
  ];
}

function labelOn({ texts }: GraphEdge, [from, to]: Point[]): Box | null {
  if (texts.length === 0 || !from || !to) return null;
  const size = labelSize(texts);
  const x = (from[0] + to[0] - size.width) / 2;
  // Rather near its beginning, since what it says is what leaves there.
  return { ...size, x: round(x), y: round((from[1] + to[1] - size.height) / 2 - 3) };
}

function round(value: number): number {
  return Math.floor(value) + 0.5;
}
