/** Finds tables among the lines of a PDF: rows whose cells keep to the same strips of the page. */
import { type Line, segmentOf } from './pdf-layout.ts';

interface Strip {
  x: number;
  right: number;
}

const ROWS_MIN = 3;
/** Rows further apart than this many sizes belong to different things. */
const GAP_MAX = 4;

/** The table that starts at this line, with the number of lines it takes, or null. */
export function tableAt(
  lines: Line[],
  start: number,
  pitch: number,
): { cells: string[][]; lines: number } | null {
  const run = runAt(lines, start, pitch);
  const full = run.lines.filter((line) => line.segments.length >= 2).length;
  if (full < ROWS_MIN) return null;
  return { cells: rowsOf(run.lines, run.strips, pitch), lines: run.lines.length };
}

/** Lines that follow each other without any cell reaching into a neighbouring strip. */
function runAt(lines: Line[], start: number, pitch: number): { lines: Line[]; strips: Strip[] } {
  const first = lines[start];
  const run: Line[] = [];
  if (first === undefined || first.segments.length < 2) return { lines: run, strips: [] };
  let strips: Strip[] = [];
  for (const given of lines.slice(start)) {
    const before = run.at(-1);
    const line = apart(given, strips);
    if (before !== undefined && !belongs(before, line, pitch)) break;
    const widened = widen(strips, line);
    if (widened.length < first.segments.length) break;
    strips = widened;
    run.push(line);
  }
  return { lines: run, strips };
}

/** A line with a single cell carries on a row only when it stands as close as a wrapped line. */
function belongs(before: Line, line: Line, pitch: number): boolean {
  const distance = (before.y - line.y) / before.size;
  if (Math.abs(before.size - line.size) > 0.6 || distance <= 0) return false;
  return distance <= (line.segments.length >= 2 ? GAP_MAX : pitch * 1.3);
}

/** Takes segments that reach over several strips apart again, where their runs fit the strips. */
function apart(line: Line, strips: Strip[]): Line {
  const over = (cell: Strip) => strips.filter((strip) => touches(strip, cell)).length;
  const segments = line.segments.flatMap((segment) => {
    const cells = segment.runs.map(segmentOf);
    return over(segment) > 1 && cells.every((cell) => over(cell) === 1) ? cells : [segment];
  });
  return { ...line, segments };
}

/** Strips after this line: cells that overlap a strip make it wider, and may join two. */
function widen(strips: Strip[], line: Line): Strip[] {
  const result: Strip[] = [];
  const all = [...strips, ...line.segments.map(({ x, right }) => ({ x, right }))];
  for (const strip of all.sort((a, b) => a.x - b.x)) {
    const last = result.at(-1);
    if (last !== undefined && strip.x < last.right + 2)
      last.right = Math.max(last.right, strip.right);
    else result.push({ ...strip });
  }
  return result;
}

function rowsOf(lines: Line[], strips: Strip[], pitch: number): string[][] {
  const anchors = lines.filter((line) => line.segments.some((cell) => stripOf(strips, cell) === 0));
  const parts = new Map<Line, Line[]>(anchors.map((anchor) => [anchor, []]));
  for (const line of lines) parts.get(anchorOf(line, anchors, pitch) ?? line)?.push(line);
  return [...parts.values()].map((row) => cellsOf(row, strips));
}

/**
 * The row a line belongs to: its own first cell, else the row above; or the row below where a cell
 * is set in the middle of a taller neighbour, half a line away.
 */
function anchorOf(line: Line, anchors: Line[], pitch: number): Line | undefined {
  if (anchors.includes(line)) return line;
  const below = anchors.find((anchor) => anchor.y < line.y);
  if (below !== undefined && line.y - below.y < line.size * pitch * 0.8) return below;
  return anchors.findLast((anchor) => anchor.y > line.y) ?? below;
}

function cellsOf(row: Line[], strips: Strip[]): string[] {
  return strips.map((_, index) =>
    row
      .flatMap((line) => line.segments.filter((cell) => stripOf(strips, cell) === index))
      .map((cell) => cell.text)
      .join(' '),
  );
}

function stripOf(strips: Strip[], cell: Strip): number {
  return strips.findIndex((strip) => touches(strip, cell));
}

function touches(strip: Strip, cell: Strip): boolean {
  return cell.x < strip.right && cell.right > strip.x;
}
