/** How large boxes and labels have to be for what stands in them, and where the lines of a box go. */
import type { EdgeText } from './edges.ts';
import type { GraphNode, GraphRow } from './graph.ts';
import { LABEL, ROW, TITLE, textWidth } from './text.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** A line of a box with its place. */
export type PlacedRow = GraphRow & Box;

/** Heights inside a box: its name, each line below it, and the air above and beneath. */
export const NAME_HEIGHT = 20;
export const ROW_HEIGHT = 19;
export const AIR = 9;
/** What stands beside a name: the sign of how it stands. */
const SIGN = 24;
const MARGIN = 24;
const LABEL_LINE = 17;
const WIDTH_MIN = 96;

/** What is told live needs more room than what stands there before. */
const ROOM = { inside: 0, stays: 0, wait: 150, child: 190 };

export function isOpened({ kind }: GraphNode): boolean {
  return kind === 'compound' || kind === 'parallel';
}

/** Of a closed box; an opened one is as large as what lies inside. */
export function closedSize(node: GraphNode): Size {
  if (node.kind === 'start') return { width: 12, height: 12 };
  if (node.kind === 'history') return { width: 30, height: 30 };
  const rows = node.rows.length * ROW_HEIGHT;
  if (node.kind === 'note') return { width: widthOf(node, 40), height: AIR + rows };
  return { width: widthOf(node, WIDTH_MIN), height: 2 * AIR + NAME_HEIGHT + rows };
}

/** Room for the name and every line. */
export function widthOf({ label, rows }: GraphNode, least: number): number {
  const name = label === '' ? 0 : textWidth(label, TITLE) + SIGN + MARGIN;
  const lines = rows.map(({ kind, text }) =>
    Math.max(ROOM[kind], textWidth(text, ROW) + (kind === 'inside' ? 46 : 32)),
  );
  return Math.max(least, name, ...lines);
}

/** Room for the words on an edge. */
export function labelSize(texts: EdgeText[]): Size {
  const widest = Math.max(...texts.map(({ text }) => textWidth(text, LABEL)));
  return { width: widest + 12, height: texts.length * LABEL_LINE + 4 };
}

/** The lines of a box one below the other. */
export function rowsBelow(node: GraphNode, { x, y, width }: Box): PlacedRow[] {
  const top = node.kind === 'note' ? y + AIR / 2 : y + AIR + NAME_HEIGHT;
  return node.rows.map((row, index) => ({
    ...row,
    x,
    y: top + index * ROW_HEIGHT,
    width,
    height: ROW_HEIGHT,
  }));
}

/** The lines of a wide and low box side by side. */
export function rowsBeside(node: GraphNode, { x, y, width }: Box): PlacedRow[] {
  const widths = node.rows.map(({ text }) => textWidth(text, ROW) + 46);
  const whole = widths.reduce((sum, each) => sum + each, 0);
  let left = x + (width - whole) / 2;
  return node.rows.map((row, index) => {
    const at = left;
    left += widths[index] ?? 0;
    return {
      ...row,
      x: at,
      y: y + AIR + NAME_HEIGHT,
      width: widths[index] ?? 0,
      height: ROW_HEIGHT,
    };
  });
}
