/** A chart as a picture in a file of its own: it carries its colours and follows the reader's theme. */
import type { ChartLayout, PlacedEdge, PlacedNode } from './elk.ts';

export interface SvgOptions {
  title: string;
  /** Classes that a difference between two versions gives to boxes and edges. */
  classes?: (id: string) => string;
}

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --box: #fff; --raised: #f6f7f9; --ink: #17202b; --soft: #52606f; --line: #c9d0d8; --edge: #66758a; --added: #146338; --removed: #a51c22; --changed: #7a4a00 }
@media (prefers-color-scheme: dark) { :root { --ground: #171e26; --box: #1f2832; --raised: #1a222b; --ink: #e7edf3; --soft: #a3b1bf; --line: #3d4a57; --edge: #8696a6; --added: #8fdcae; --removed: #ffaaa5; --changed: #f3c97a } }
text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: var(--ink) }
.name { font-size: 13px; font-weight: 600 } .row, .label text { fill: var(--soft) }
.box { fill: var(--box); stroke: var(--edge) } .opened { fill: var(--raised); stroke: var(--line) } .odd { fill: var(--ground) }
.root { fill: none; stroke: none } .parallel { stroke-dasharray: 6 4 } .inner { fill: none; stroke: var(--edge) }
.note { fill: none; stroke: var(--line) }
.edge { fill: none; stroke: var(--edge); stroke-width: 1.3 } .always { stroke-dasharray: 2 4; stroke-linecap: round } .after { stroke-dasharray: 7 4 }
.label rect { fill: var(--raised) } .label.odd rect { fill: var(--ground) } .tip, .dot { fill: var(--edge) }
.added { stroke: var(--added); stroke-width: 2 } .removed { stroke: var(--removed); stroke-width: 2; stroke-dasharray: 4 3 } .changed { stroke: var(--changed); stroke-width: 2 }
`;

/** The whole picture as SVG text. */
export function chartSvg(layout: ChartLayout, { title, classes = () => '' }: SvgOptions): string {
  const { width, height, nodes, edges } = layout;
  const opened = nodes.filter(({ kind }) => kind === 'compound' || kind === 'parallel');
  const closed = nodes.filter(({ kind }) => kind !== 'compound' && kind !== 'parallel');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 .5L8 4L0 7.500z"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="var(--ground)"/>`,
    ...opened.map((node) => openedBox(node, classes(node.id))),
    ...edges.map((edge) => line(edge, classes(edge.id))),
    ...edges.map((edge) => label(edge, opened)),
    ...closed.map((node) => closedBox(node, classes(node.id))),
    '</svg>',
  ].join('\n');
}

function openedBox(node: PlacedNode, more: string): string {
  const { x, y, width, height, kind, depth, label: name } = node;
  const classes = `opened ${kind} ${depth === 0 ? 'root' : ''} ${depth % 2 ? '' : 'odd'} ${more}`;
  return `<rect class="${classes}" x="${x}" y="${y}" width="${width}" height="${height}" rx="12"/>
<text class="name" x="${x + 16}" y="${y + 24}">${escaped(name)}</text>`;
}

function closedBox(node: PlacedNode, more: string): string {
  const { x, y, width, height, kind, label: name } = node;
  const middle = x + width / 2;
  if (kind === 'start')
    return `<circle class="dot" cx="${middle}" cy="${y + height / 2}" r="${width / 2 - 1}"/>`;
  if (kind === 'note')
    return `<rect class="note" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${rows(node)}`;
  const inner =
    kind === 'final'
      ? `<rect class="inner" x="${x + 3}" y="${y + 3}" width="${width - 6}" height="${height - 6}" rx="7"/>`
      : '';
  return `<rect class="box ${more}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${kind === 'history' ? 15 : 9}"/>${inner}
<text class="name" x="${middle}" y="${y + 23}" text-anchor="middle">${escaped(kind === 'history' ? 'H' : name)}</text>${rows(node)}`;
}

function rows({ rows: lines, kind }: PlacedNode): string {
  const isNote = kind === 'note';
  return lines
    .map(({ text, x, y, width }) =>
      text === ''
        ? ''
        : `<text class="row" x="${isNote ? x + 12 : x + width / 2}" y="${y + 14}" text-anchor="${isNote ? 'start' : 'middle'}">${escaped(text)}</text>`,
    )
    .join('');
}

function line({ path, kind }: PlacedEdge, more: string): string {
  return `<path class="edge ${kind} ${more}" d="${path}" marker-end="url(#tip)"/>`;
}

function label({ label: box, texts }: PlacedEdge, opened: PlacedNode[]): string {
  if (!box || texts.length === 0) return '';
  const around = opened.filter(
    ({ x, y, width, height }) =>
      x <= box.x &&
      y <= box.y &&
      x + width >= box.x + box.width &&
      y + height >= box.y + box.height,
  );
  const depth = Math.max(0, ...around.map((each) => each.depth));
  const step = box.height / texts.length;
  const words = texts.map(
    ({ text }, index) =>
      `<text x="${box.x + box.width / 2}" y="${box.y + step * (index + 0.5) + 4}" text-anchor="middle">${escaped(text)}</text>`,
  );
  return `<g class="label ${depth % 2 ? '' : 'odd'}"><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="4"/>${words.join('')}</g>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
