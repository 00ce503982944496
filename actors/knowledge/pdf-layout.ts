/** Puts the loose text runs of a PDF page into reading order: lines, columns, rows of tables. */

/** One piece of text with its place; y grows upwards, sizes in points. */
export interface Run {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
}

/** Neighbouring runs with no more than a space between them. */
export interface Segment {
  x: number;
  right: number;
  size: number;
  text: string;
  /** What it was joined from: narrow columns of a table may stand as close as words. */
  runs: Run[];
}

/** Runs on one baseline, split where the gap is too wide for a space. */
export interface Line {
  y: number;
  size: number;
  segments: Segment[];
}

const COLUMN_LINES_MIN = 4;
/** Wider than a space of justified text, as a multiple of the size. */
const SEGMENT_GAP = 0.9;
const COLUMN_WORDS_MIN = 3;
const BULLET = /^[•▪◦‣–·●○*-]\s/;

/** Lines of a page in reading order, column after column. */
export function readingOrder(runs: Run[]): Line[] {
  const lines = toLines(runs);
  const ordered: Line[] = [];
  let at = 0;
  while (at < lines.length) {
    const band = columnsAt(lines, at);
    if (band === null) {
      const line = lines[at];
      if (line !== undefined) ordered.push(line);
      at += 1;
      continue;
    }
    ordered.push(...band.left, ...band.right);
    at += band.lines;
  }
  return ordered;
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
    if (last === undefined || gap > size * SEGMENT_GAP) {
      segments.push(segmentOf(run));
      continue;
    }
    const spaced = gap > size * 0.15 && !/\s$/.test(last.text) && !/^\s/.test(run.text);
    last.text += (spaced ? ' ' : '') + run.text;
    last.right = Math.max(last.right, run.x + run.width);
    last.runs.push(run);
  }
  return { y: ordered[0]?.y ?? 0, size, segments };
}

/** A run as a segment of its own. */
export function segmentOf(run: Run): Segment {
  const { x, width, size, text } = run;
  return { x, right: x + width, size, text, runs: [run] };
}

interface Band {
  left: Line[];
  right: Line[];
  lines: number;
}

/** The two columns of text that begin at this line, or null; lines that cross end them. */
function columnsAt(lines: Line[], start: number): Band | null {
  let best: Band | null = null;
  for (const gutter of guttersNear(lines, start)) {
    const band = bandAt(lines, start, gutter);
    if (isTwoColumns(band) && band.lines > (best?.lines ?? 0)) best = band;
  }
  return best;
}

/** Judged where both columns stand side by side: below, one of them may go on alone. */
function isTwoColumns({ left, right }: Band): boolean {
  const lowest = Math.max(left.at(-1)?.y ?? 0, right.at(-1)?.y ?? 0);
  const side = (column: Line[]) =>
    column.filter((line) => line.y >= lowest - line.size).flatMap((line) => line.segments);
  return isTextColumn(side(left)) && isTextColumn(side(right));
}

/** Where an empty strip may run: just before a segment that follows another. */
function guttersNear(lines: Line[], start: number): number[] {
  return lines
    .slice(start, start + COLUMN_LINES_MIN)
    .flatMap(({ segments }) => segments.slice(1).map((segment) => segment.x - 4));
}

function bandAt(lines: Line[], start: number, gutter: number): Band {
  const band: Band = { left: [], right: [], lines: 0 };
  for (const line of lines.slice(start)) {
    if (line.segments.some((box) => box.x < gutter - 2 && box.right > gutter + 2)) break;
    const before = line.segments.filter((box) => box.right <= gutter + 2);
    const after = line.segments.filter((box) => box.right > gutter + 2);
    if (before.length > 0) band.left.push(part(line, before));
    if (after.length > 0) band.right.push(part(line, after));
    band.lines += 1;
  }
  return withoutHeadingBelow(band);
}

/** A larger line below the left column opens what comes after both columns. */
function withoutHeadingBelow(band: Band): Band {
  const last = band.left.at(-1);
  const before = band.left.at(-2);
  const lowest = band.right.at(-1)?.y ?? Number.POSITIVE_INFINITY;
  if (last === undefined || before === undefined || last.y >= lowest) return band;
  if (last.size < before.size * 1.15) return band;
  return { ...band, left: band.left.slice(0, -1), lines: band.lines - 1 };
}

/** Text columns have lines that fill them, or bullets; columns of a table have short cells. */
function isTextColumn(boxes: { x: number; right: number; text: string }[]): boolean {
  if (boxes.length < COLUMN_LINES_MIN) return false;
  const bullets = boxes.filter((box) => BULLET.test(box.text)).length;
  if (bullets >= boxes.length / 2) return true;
  const wordy = boxes.filter((box) => box.text.split(/\s+/).length >= COLUMN_WORDS_MIN).length;
  if (wordy < boxes.length / 2) return false;
  const left = Math.min(...boxes.map((box) => box.x));
  const right = Math.max(...boxes.map((box) => box.right));
  const full = boxes.filter((box) => box.right - box.x > (right - left) * 0.7).length;
  return full >= boxes.length / 2;
}

/** Neighbouring columns may set the same baseline in different sizes. */
function part(line: Line, segments: Line['segments']): Line {
  return { y: line.y, size: Math.max(...segments.map((segment) => segment.size)), segments };
}
