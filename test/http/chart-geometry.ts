/** What is wrong with a laid-out chart, as lists of faults: overlaps, edges through boxes, loose ends. */
import type { ChartLayout, PlacedEdge, PlacedNode } from '../../http/charts/elk.ts';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
type Point = [number, number];

const NEAR = 1.5;
const INSIDE = 0.6;

const isOpened = ({ kind }: PlacedNode): boolean => kind === 'compound' || kind === 'parallel';

/** Labels that cover each other, a closed box, the name of an opened one, or leave the picture. */
export function labelFaults({ nodes, edges, width, height }: ChartLayout): string[] {
  const labels = edges.flatMap(({ id, label }) => (label ? [{ id, box: label }] : []));
  const faults = labels.flatMap((one, index) =>
    labels
      .slice(index + 1)
      .flatMap((other) => (overlap(one.box, other.box) ? [`${one.id} ${other.id}`] : [])),
  );
  for (const { id, box } of labels) {
    for (const node of nodes) {
      const taken = isOpened(node) ? nameOf(node) : node;
      if (overlap(box, taken)) faults.push(`label ${id} on ${node.id}`);
    }
    const isIn =
      box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    if (!isIn) faults.push(`label ${id} leaves the picture`);
  }
  return faults;
}

/** Edges that pass through a box that neither end lies in, or across another edge's label. */
export function crossingFaults({ nodes, edges }: ChartLayout): string[] {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const lineage = (id: string | null | undefined): string[] =>
    id ? [id, ...lineage(parents.get(id))] : [];
  return edges.flatMap((edge) => {
    const related = new Set([...lineage(edge.source), ...lineage(edge.target)]);
    const strangers = nodes.filter(({ id }) => !related.has(id));
    return segmentsOf(edge).flatMap(([from, to]) => [
      ...strangers.flatMap((node) =>
        passes(from, to, node) ? [`${nameOfEdge(edge)} through ${node.id}`] : [],
      ),
      ...edges.flatMap(({ id, label }) =>
        id !== edge.id && label && passes(from, to, label)
          ? [`${nameOfEdge(edge)} across the label of ${id}`]
          : [],
      ),
    ]);
  });
}

/** Edges without a line, or whose ends do not touch the borders of their boxes. */
export function looseEnds({ nodes, edges }: ChartLayout): string[] {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  return edges.flatMap((edge) => {
    const first = edge.lines[0]?.[0];
    const last = edge.lines.at(-1)?.at(-1);
    const [source, target] = [boxes.get(edge.source), boxes.get(edge.target)];
    const isFast =
      first && last && source && target && onBorder(first, source) && onBorder(last, target);
    const joints = edge.lines.slice(1).every((line, index) => {
      const [end, begin] = [edge.lines[index]?.at(-1), line[0]];
      return end && begin && Math.hypot(end[0] - begin[0], end[1] - begin[1]) <= NEAR;
    });
    return isFast && joints ? [] : [nameOfEdge(edge)];
  });
}

/** Boxes outside of the box they belong to. */
export function strayBoxes({ nodes }: ChartLayout): string[] {
  const boxes = new Map(nodes.map((node) => [node.id, node]));
  return nodes.flatMap((node) => {
    const outer = node.parent === null ? undefined : boxes.get(node.parent);
    if (!outer) return node.parent === null ? [] : [node.id];
    const isIn =
      node.x >= outer.x &&
      node.y >= outer.y &&
      node.x + node.width <= outer.x + outer.width &&
      node.y + node.height <= outer.y + outer.height;
    return isIn ? [] : [node.id];
  });
}

function nameOfEdge({ id, source, target }: PlacedEdge): string {
  return `${id} ${source} > ${target}`;
}

/** Where an opened box's name stands. */
function nameOf({ x, y, label }: PlacedNode): Box {
  return { x: x + 14, y: y + 12, width: label.length * 7.5 + 4, height: 16 };
}

function segmentsOf({ lines }: PlacedEdge): [Point, Point][] {
  return lines.flatMap((line) =>
    line.slice(1).map((to, index): [Point, Point] => [line[index] as Point, to]),
  );
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.x + INSIDE < b.x + b.width &&
    b.x + INSIDE < a.x + a.width &&
    a.y + INSIDE < b.y + b.height &&
    b.y + INSIDE < a.y + a.height
  );
}

/** Every stretch runs along an axis, so its own box tells. */
function passes([ax, ay]: Point, [bx, by]: Point, box: Box): boolean {
  const stretch = {
    x: Math.min(ax, bx) - 0.1,
    y: Math.min(ay, by) - 0.1,
    width: Math.abs(ax - bx) + 0.2,
    height: Math.abs(ay - by) + 0.2,
  };
  const core = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
  return (
    stretch.x < core.x + core.width &&
    core.x < stretch.x + stretch.width &&
    stretch.y < core.y + core.height &&
    core.y < stretch.y + stretch.height
  );
}

function onBorder([x, y]: Point, box: Box): boolean {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const isBeside =
    x >= box.x - NEAR && x <= right + NEAR && y >= box.y - NEAR && y <= bottom + NEAR;
  const gap = Math.min(
    Math.abs(x - box.x),
    Math.abs(x - right),
    Math.abs(y - box.y),
    Math.abs(y - bottom),
  );
  return isBeside && gap <= NEAR;
}
