/** A chart's graph in ELK's words and back: sizes from text, coordinates from the root. */
import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph, GraphEdge, GraphNode } from './chart-graph.ts';

export interface ElkJob {
  id: number;
  graph: Graph;
  direction: 'RIGHT' | 'DOWN';
}

/** A box with its place; pixels from the picture's top left corner. */
export interface PlacedNode extends GraphNode {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An edge with its corners and the box of its label. */
export interface PlacedEdge extends GraphEdge {
  id: string;
  lines: [number, number][][];
  label: { x: number; y: number; width: number; height: number } | null;
}

export interface ChartLayout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

// The server has no fonts: generous advances, so that a box holds its text in any system font.
const LETTER = 7.6;
const SMALL_LETTER = 6.6;
const LINE = 15;

const LAYOUT = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '34',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
};

/** A synthetic root surrounds the machine: ELK refuses edges that leave its own root. */
export function toElk(graph: Graph, direction: ElkJob['direction']): ElkNode {
  const below = Map.groupBy(graph.nodes, ({ parent }) => parent);
  const build = (node: GraphNode): ElkNode => ({
    id: node.id,
    ...sizeOf(node),
    layoutOptions: optionsOf(node, direction),
    children: (below.get(node.id) ?? []).map(build),
  });
  return {
    id: '#picture',
    layoutOptions: {
      ...LAYOUT,
      'elk.direction': direction,
      'elk.padding': '[top=8,left=8,bottom=8,right=8]',
    },
    children: (below.get(null) ?? []).map(build),
    edges: graph.edges.map((edge, index) => ({
      id: `e${index}`,
      sources: [edge.source],
      targets: [edge.target],
      labels:
        edge.labels.length === 0
          ? []
          : [{ id: `l${index}`, text: edge.labels.join(' '), ...labelSize(edge.labels) }],
    })),
  };
}

export function fromElk(graph: Graph, laid: ElkNode): ChartLayout {
  const places = new Map<string, ElkNode>();
  const visit = (node: ElkNode): void => {
    places.set(node.id, node);
    node.children?.forEach(visit);
  };
  visit(laid);
  const edges = new Map(allEdges(laid).map((edge) => [edge.id, edge]));
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    nodes: graph.nodes.map((node) => ({ ...node, ...boxOf(places.get(node.id)) })),
    edges: graph.edges.map((edge, index) => placed(edge, `e${index}`, edges.get(`e${index}`))),
  };
}

function placed(edge: GraphEdge, id: string, laid: ElkExtendedEdge | undefined): PlacedEdge {
  const label = laid?.labels?.[0];
  return {
    ...edge,
    id,
    lines: (laid?.sections ?? []).map(corners),
    label: label ? boxOf(label) : null,
  };
}

function corners({ startPoint, bendPoints, endPoint }: ElkEdgeSection): [number, number][] {
  return [startPoint, ...(bendPoints ?? []), endPoint].map(({ x, y }) => [round(x), round(y)]);
}

function allEdges(node: ElkNode): ElkExtendedEdge[] {
  return [...(node.edges ?? []), ...(node.children ?? []).flatMap(allEdges)];
}

function boxOf(shape: { x?: number; y?: number; width?: number; height?: number } | undefined) {
  return {
    x: round(shape?.x ?? 0),
    y: round(shape?.y ?? 0),
    width: round(shape?.width ?? 0),
    height: round(shape?.height ?? 0),
  };
}

function sizeOf(node: GraphNode): { width?: number; height?: number } {
  if (node.kind === 'start') return { width: 12, height: 12 };
  if (node.kind === 'compound' || node.kind === 'parallel') return {};
  return { width: Math.max(84, Math.ceil(node.label.length * LETTER) + 40), height: 38 };
}

function labelSize(lines: string[]): { width: number; height: number } {
  const longest = Math.max(...lines.map((line) => line.length));
  return { width: Math.ceil(longest * SMALL_LETTER) + 8, height: lines.length * LINE };
}

function optionsOf(node: GraphNode, direction: ElkJob['direction']): Record<string, string> {
  if (node.kind === 'start') return { 'elk.layered.layering.layerConstraint': 'FIRST' };
  if (node.kind !== 'compound' && node.kind !== 'parallel') return {};
  const title = Math.ceil(node.label.length * LETTER) + 60;
  return {
    'elk.direction': direction,
    'elk.padding': '[top=40,left=18,bottom=18,right=18]',
    'elk.nodeSize.constraints': 'MINIMUM_SIZE',
    'elk.nodeSize.minimum': `(${title},60)`,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
