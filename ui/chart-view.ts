/**
 * Draws a laid-out chart as SVG: opened boxes first, edges and their labels over them, closed boxes
 * on top, so that no edge disappears under a box.
 */
import type { Drawing, DrawnEdge, DrawnNode } from './chart.ts';
import type { Marks } from './chart-marks.ts';
import { s } from './dom.ts';
import { glyphAt, type Tone } from './glyphs.ts';

export interface ChartOptions {
  label: string;
  marks: Marks;
  /** Chip texts by box. */
  chips: Map<string, string>;
  onOpen: (node: DrawnNode) => void;
}

const isOpened = ({ kind }: DrawnNode): boolean => kind === 'compound' || kind === 'parallel';

/** The picture; its twin for keyboards and screen readers is the tree beside it. */
export function chartPicture(drawing: Drawing, options: ChartOptions): SVGSVGElement {
  const { width, height, nodes, edges } = drawing;
  return s(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': options.label,
    },
    s('defs', null, arrow('arrow', 'arrow'), arrow('arrow-taken', 'arrow taken')),
    nodes.filter(isOpened).map((node) => opened(node, options.marks)),
    [...edges]
      .sort((a, b) => Number(options.marks.edges.has(a.id)) - Number(options.marks.edges.has(b.id)))
      .map((edge) => edgeLine(edge, options.marks.edges.has(edge.id))),
    edges.map(edgeLabel),
    nodes.filter(({ kind }) => kind === 'start').map(startDot),
    nodes
      .filter((node) => !isOpened(node) && node.kind !== 'start')
      .map((node) => closed(node, options)),
  );
}

function arrow(id: string, name: string): SVGMarkerElement {
  return s(
    'marker',
    {
      id,
      class: name,
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    s('path', { d: 'M0 0L8 4L0 8z' }),
  );
}

function classOf(node: DrawnNode, marks: Marks): string {
  const tone = marks.active.get(node.id);
  const been = marks.visited.has(node.id) ? 'visited' : '';
  const root = node.parent === null ? ' root' : '';
  return `node ${node.kind}${root} ${tone ? `now ${tone}` : been}`;
}

function opened(node: DrawnNode, marks: Marks): SVGGElement {
  const tone = marks.active.get(node.id);
  return s(
    'g',
    { class: classOf(node, marks), 'data-state': node.id },
    s('rect', { x: node.x, y: node.y, width: node.width, height: node.height, rx: 10 }),
    sign(node, tone, marks, node.x + 12, node.y + 11),
    s('text', { x: node.x + 30, y: node.y + 23, class: 'title' }, node.label),
  );
}

function closed(node: DrawnNode, { marks, chips, onOpen }: ChartOptions): SVGGElement {
  const { x, y, width, height, label } = node;
  const chip = chips.get(node.id);
  const isMarked = marks.active.has(node.id) || marks.visited.has(node.id);
  const middle = x + width / 2 + (isMarked ? 6 : 0);
  const group = s(
    'g',
    { class: `${classOf(node, marks)}${node.folded ? ' folded' : ''}`, 'data-state': node.id },
    s('rect', { x, y, width, height, rx: 7 }),
    node.kind === 'final'
      ? s('rect', {
          class: 'inner',
          x: x + 3,
          y: y + 3,
          width: width - 6,
          height: height - 6,
          rx: 5,
        })
      : null,
    sign(node, marks.active.get(node.id), marks, x + 8, y + (chip ? 6 : height / 2 - 6)),
    s('text', { x: middle, y: y + (chip ? 16 : height / 2 + 4), 'text-anchor': 'middle' }, label),
    chip
      ? s(
          'text',
          { class: 'chip-text', x: middle, y: y + 31, 'text-anchor': 'middle' },
          clipped(chip, width),
        )
      : null,
    node.folded
      ? s('path', {
          class: 'more',
          d: `M${x + width - 12} ${y + height - 9}h6M${x + width - 9} ${y + height - 12}v6`,
        })
      : null,
    node.folded ? s('title', null, `${label}: open`) : null,
  );
  if (node.folded) group.addEventListener('click', () => onOpen(node));
  return group;
}

function sign(
  node: DrawnNode,
  tone: Tone | undefined,
  marks: Marks,
  x: number,
  y: number,
): SVGGElement | null {
  if (tone) return glyphAt(tone, x, y);
  return marks.visited.has(node.id) ? glyphAt('done', x, y) : null;
}

function startDot({ x, y, width }: DrawnNode): SVGCircleElement {
  return s('circle', { class: 'start', cx: x + width / 2, cy: y + width / 2, r: width / 2 - 1 });
}

function edgeLine(edge: DrawnEdge, taken: boolean): SVGGElement {
  return s(
    'g',
    { class: taken ? 'edge taken' : 'edge', 'data-edge': edge.id },
    edge.lines.map((line, index) =>
      s('path', {
        d: `M${line.map(([x, y]) => `${x} ${y}`).join('L')}`,
        'marker-end':
          index === edge.lines.length - 1 ? `url(#${taken ? 'arrow-taken' : 'arrow'})` : null,
      }),
    ),
  );
}

function edgeLabel({ label, labels }: DrawnEdge): SVGGElement | null {
  if (!label || labels.length === 0) return null;
  const step = label.height / labels.length;
  return s(
    'g',
    { class: 'edge-label' },
    s('rect', { x: label.x, y: label.y, width: label.width, height: label.height, rx: 3 }),
    labels.map((text, index) =>
      s('text', { x: label.x + 4, y: label.y + step * (index + 0.5) + 4 }, text),
    ),
  );
}

/** SVG does not shorten text by itself; letters of this size are about 6 wide in wide fonts. */
function clipped(text: string, width: number): string {
  const room = Math.floor((width - 26) / 6);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
