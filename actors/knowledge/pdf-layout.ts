/** Puts the loose text runs of a PDF page into reading order: lines, columns, rows of tables. */

/** One piece of text with its place; y grows upwards, sizes in points. */
export interface Run {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
}

/** Runs on one baseline, split where the gap is too wide for a space. */
export interface Line {
  y: number;
  size: number;
  segments: { x: number; right: number; size: number; text: string }[];
}

const COLUMN_LINES_MIN = 4;
const BULLET = /^[•▪◦‣–·●○*-]\s/;

/** Lines of a page in reading order, column after column. */
export function readingOrder(runs: Run[]): Line[] {
  const lines = toLines(runs);
  const gutter = findGutter(lines);
  return gutter === null ? lines : splitAt(lines, gutter);
}

/** Text of a line with its segments one space apart. */
export function lineText(line: Line): string {
  return line.segments.map((segment) => segment.text).join(' ');
}

function toLines(runs: Run[]): Line[] {
  const rows: Run[][] = [];
  for (const run of [...runs].sort((a, b) => b.y - a.y || a.x - b.x)) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row !== undefined && first !== undefined && first.y - run.y < first.size * 0.45)
      row.push(run);
    else rows.push([run]);
  }
  return rows.map(toLine);
}

function toLine(runs: Run[]): Line {
  const ordered = [...runs].sort((a, b) => a.x - b.x);
  const size = Math.max(...ordered.map((run) => run.size));
  const segments: Line['segments'] = [];
  for (const run of ordered) {
    const last = segments.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : run.x - last.right;
    if (last === undefined || gap > size * 1.2) {
      segments.push({ x: run.x, right: run.x + run.width, size: run.size, text: run.text });
      continue;
    }
    const spaced = gap > size * 0.15 && !/\s$/.test(last.text) && !/^\s/.test(run.text);
    last.text += (spaced ? ' ' : '') + run.text;
    last.right = Math.max(last.right, run.x + run.width);
  }
  return { y: ordered[0]?.y ?? 0, size, segments };
}

/** The x of an empty strip that parts the page into two columns of text, or null. */
function findGutter(lines: Line[]): number | null {
  const boxes = lines.flatMap((line) => line.segments);
  if (boxes.length < COLUMN_LINES_MIN * 2) return null;
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.right));
  let best: { x: number; crossing: number } | null = null;
  for (let x = left + (right - left) * 0.25; x < left + (right - left) * 0.75; x += 3) {
    const crossing = boxes.filter((box) => box.x < x + 4 && box.right > x - 4).length;
    if (best === null || crossing < best.crossing) best = { x, crossing };
  }
  if (best === null || best.crossing > boxes.length * 0.3) return null;
  const { x } = best;
  const sides = [boxes.filter((b) => b.right <= x), boxes.filter((b) => b.x >= x)];
  return sides.every((side) => isTextColumn(side)) ? x : null;
}

/** Text columns have lines that fill them, or bullets; columns of a table have short cells. */
function isTextColumn(boxes: { x: number; right: number; text: string }[]): boolean {
  if (boxes.length < COLUMN_LINES_MIN) return false;
  const bullets = boxes.filter((box) => BULLET.test(box.text)).length;
  if (bullets >= boxes.length / 2) return true;
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.right));
  const full = boxes.filter((box) => box.right - box.x > (right - left) * 0.7).length;
  return full >= boxes.length / 2;
}

/** Bands between lines that cross the gutter are read left column first, then right. */
function splitAt(lines: Line[], gutter: number): Line[] {
  const ordered: Line[] = [];
  let left: Line[] = [];
  let right: Line[] = [];
  const closeBand = () => {
    ordered.push(...left, ...right);
    left = [];
    right = [];
  };
  for (const line of lines) {
    if (line.segments.some((box) => box.x < gutter - 4 && box.right > gutter + 4)) {
      closeBand();
      ordered.push(line);
      continue;
    }
    const before = line.segments.filter((box) => box.right <= gutter + 4);
    const after = line.segments.filter((box) => box.right > gutter + 4);
    if (before.length > 0) left.push(part(line, before));
    if (after.length > 0) right.push(part(line, after));
  }
  closeBand();
  return ordered;
}

/** Neighbouring columns may set the same baseline in different sizes. */
function part(line: Line, segments: Line['segments']): Line {
  return { y: line.y, size: Math.max(...segments.map((segment) => segment.size)), segments };
}
