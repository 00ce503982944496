/** A chart's graph in ELK's words and back: sizes from text, coordinates from the root. */
import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { EdgeText, GraphEdge } from './edges.ts';
import type { Graph, GraphNode } from './graph.ts';
import { backwardEdges } from './order.ts';
import { roundedPath } from './path.ts';
import {
  AIR,
  type Box,
  closedSize,
  isOpened,
  labelSize,
  NAME_HEIGHT,
  type PlacedRow,
  rowsBelow,
  widthOf,
} from './size.ts';

export type Direction = 'RIGHT' | 'DOWN';

/** A box with its place; pixels from the picture's top left corner. */
export interface PlacedNode extends Omit<GraphNode, 'rows'>, Box {
  rows: PlacedRow[];
}

/** An edge with its corners, the same as a path with soft ones, and the box of its label. */
export interface PlacedEdge extends GraphEdge {
  id: string;
  /** Its texts alone. */
  labels: string[];
  lines: [number, number][][];
  path: string;
  label: Box | null;
}

export interface ChartLayout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '30',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.spacing.labelLabel': '6',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
};

/** A synthetic root surrounds the machine: ELK refuses edges that leave its own root. */
export function toElk(graph: Graph, direction: Direction): ElkNode {
  const below = Map.groupBy(graph.nodes, ({ parent }) => parent);
  const build = (node: GraphNode): ElkNode => ({
    id: node.id,
    ...(isOpened(node) ? {} : closedSize(node)),
    layoutOptions: optionsOf(node, direction),
    children: (below.get(node.id) ?? []).map(build),
  });
  const backward = backwardEdges(graph);
  return {
    id: '#picture',
    layoutOptions: {
      ...LAYOUT,
      'elk.direction': direction,
      'elk.padding': '[top=6,left=6,bottom=6,right=6]',
    },
    children: (below.get(null) ?? []).map(build),
    edges: graph.edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [backward.has(index) ? edge.target : edge.source],
      targets: [backward.has(index) ? edge.source : edge.target],
      labels: edge.texts.length === 0 ? [] : [labelFor(edge.texts, index)],
    })),
  };
}

function labelFor(texts: EdgeText[], index: number) {
  return {
    id: `l${index}`,
    text: texts.map(({ text }) => text).join(' '),
    ...labelSize(texts),
    layoutOptions: { 'elk.edgeLabels.inline': 'true' },
  };
}

export function fromElk(graph: Graph, laid: ElkNode): ChartLayout {
  const places = new Map<string, ElkNode>();
  const visit = (node: ElkNode): void => {
    places.set(node.id, node);
    node.children?.forEach(visit);
  };
  visit(laid);
  const backward = backwardEdges(graph);
  const edges = new Map(allEdges(laid).map((edge) => [edge.id, edge]));
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    nodes: graph.nodes.map((node) => {
      const box = crispBox(places.get(node.id));
      return { ...node, ...box, rows: rowsBelow(node, box) };
    }),
    edges: graph.edges.map((edge, index) =>
      placed(edge, `e${index}`, edges.get(`e${index}`), backward.has(index)),
    ),
  };
}

function placed(
  edge: GraphEdge,
  id: string,
  laid: ElkExtendedEdge | undefined,
  isBackward: boolean,
): PlacedEdge {
  const label = laid?.labels?.[0];
  const stretches = (laid?.sections ?? []).map(corners);
  const lines = isBackward ? stretches.map((line) => line.toReversed()).toReversed() : stretches;
  return {
    ...edge,
    id,
    labels: edge.texts.map(({ text }) => text),
    lines,
    path: lines.map(roundedPath).join(''),
    label: label ? boxOf(label) : null,
  };
}

function corners({ startPoint, bendPoints, endPoint }: ElkEdgeSection): [number, number][] {
  return [startPoint, ...(bendPoints ?? []), endPoint].map(({ x, y }) => [crisp(x), crisp(y)]);
}

function allEdges(node: ElkNode): ElkExtendedEdge[] {
  return [...(node.edges ?? []), ...(node.children ?? []).flatMap(allEdges)];
}

function boxOf(shape: Partial<Box> | undefined): Box {
  return {
    x: round(shape?.x ?? 0),
    y: round(shape?.y ?? 0),
    width: round(shape?.width ?? 0),
    height: round(shape?.height ?? 0),
  };
}

/** On the middle of a pixel, where a thin line is drawn sharp. */
function crisp(value: number): number {
  return Math.floor(value) + 0.5;
}

/** With borders where the ends of edges are moved to. */
function crispBox(shape: Partial<Box> | undefined): Box {
  const { x = 0, y = 0, width = 0, height = 0 } = shape ?? {};
  const [left, top] = [crisp(x), crisp(y)];
  return { x: left, y: top, width: crisp(x + width) - left, height: crisp(y + height) - top };
}

function optionsOf(node: GraphNode, direction: Direction): Record<string, string> {
  if (node.kind === 'start') return { 'elk.layered.layering.layerConstraint': 'FIRST' };
  if (!isOpened(node)) return {};
  const top = 2 * AIR + NAME_HEIGHT + (node.depth === 0 ? 0 : 6);
  const side = node.depth === 0 ? 14 : 20;
  return {
    'elk.direction': direction,
    'elk.padding': `[top=${top},left=${side},bottom=${side},right=${side}]`,
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${widthOf(node, 120)},${top + 20})`,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
