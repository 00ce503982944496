/** Turns the ordered lines of a PDF into headings, paragraphs, lists and tables. */
import type { BlockWriter } from './block-writer.ts';
import { type Line, lineText } from './pdf-layout.ts';
import { tableAt } from './pdf-table.ts';

/** Measures of the whole document that decide what a line is. */
export interface Typography {
  /** Size of most characters, in points. */
  body: number;
  /** Usual distance of baselines as a multiple of the size. */
  pitch: number;
  /** Sizes of headings, largest first. */
  headings: number[];
}

const BULLET = /^\s*(?:[•▪◦‣●○·–*-]|\(?\d{1,2}[.)])\s+/;
const TERM = /^[\p{Lu}\p{N}][^\s.:!?]*(?: [^\s.:!?]+){0,3}: \S/u;
const TERMS_MIN = 3;
const HEADING_WORDS_MAX = 16;

/** Learns the typography from all lines of a document. */
export function typographyOf(pages: Line[][]): Typography {
  const weight = new Map<number, number>();
  const pitches: number[] = [];
  for (const lines of pages) {
    for (const [index, line] of lines.entries()) {
      const size = roundSize(line.size);
      weight.set(size, (weight.get(size) ?? 0) + lineText(line).length);
      const next = lines[index + 1];
      const ratio = next === undefined ? 0 : (line.y - next.y) / line.size;
      if (ratio > 0.9 && ratio < 2.4 && roundSize(next?.size ?? 0) === size) pitches.push(ratio);
    }
  }
  const body = [...weight].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
  const headings = [...weight.keys()].filter((size) => size >= body * 1.15).sort((a, b) => b - a);
  pitches.sort((a, b) => a - b);
  return { body, pitch: pitches[Math.floor(pitches.length / 2)] ?? 1.2, headings };
}

/** Writes one page. */
export function writePage(writer: BlockWriter, lines: Line[], type: Typography): void {
  const isItem = itemTest(lines);
  let at = 0;
  while (at < lines.length) {
    const rows = tableAt(lines, at, type.pitch);
    if (rows !== null) {
      writer.table(rows.cells);
      at += rows.lines;
      continue;
    }
    const group = groupAt(lines, at, type, isItem);
    writeGroup(writer, group, type, isItem);
    at += group.length;
  }
}

type ItemTest = (line: Line) => boolean;

/** Browsers draw bullets as shapes, so an indented "Term: text" counts as an item as well. */
function itemTest(lines: Line[]): ItemTest {
  const left = Math.min(...lines.map((line) => line.segments[0]?.x ?? 0));
  const isTerm = (line: Line) =>
    (line.segments[0]?.x ?? 0) > left + line.size * 0.6 && TERM.test(lineText(line));
  const isGlossary = lines.filter(isTerm).length >= TERMS_MIN;
  return (line) => BULLET.test(lineText(line)) || (isGlossary && isTerm(line));
}

function writeGroup(writer: BlockWriter, group: Line[], type: Typography, isItem: ItemTest): void {
  const [first] = group;
  if (first === undefined) return;
  const text = joinLines(group);
  const level = type.headings.indexOf(roundSize(first.size)) + 1;
  const words = text.split(/\s+/).length;
  if (isItem(first)) writer.list(listItems(group, isItem));
  else if (level > 0 && words <= HEADING_WORDS_MAX && !/[.,;]$/.test(text))
    writer.heading(Math.min(level, 6), text);
  else writer.paragraph(text);
}

function listItems(group: Line[], isItem: ItemTest): { text: string; level: number }[] {
  const items: Line[][] = [];
  for (const line of group) {
    if (isItem(line)) items.push([line]);
    else items.at(-1)?.push(line);
  }
  const starts = items.map((item) => item[0]?.segments[0]?.x ?? 0);
  const left = Math.min(...starts);
  return items.map((item, index) => ({
    text: joinLines(item).replace(BULLET, ''),
    level: (starts[index] ?? 0) - left > 10 ? 1 : 0,
  }));
}

/** Lines that belong together: same size, usual distance; a list takes all its items. */
function groupAt(lines: Line[], start: number, type: Typography, isItem: ItemTest): Line[] {
  const first = lines[start];
  if (first === undefined) return [];
  const group = [first];
  const isList = isItem(first);
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at];
    const before = group.at(-1);
    if (line === undefined || before === undefined) break;
    const together = isItem(line)
      ? isList && isNear(before, line, 4)
      : isNear(before, line, type.pitch * 1.3) && !endsShort(before, line);
    if (!together) break;
    group.push(line);
  }
  return group;
}

/** Same size and below, by at most so many times the size. */
function isNear(before: Line, line: Line, ratioMax: number): boolean {
  if (roundSize(before.size) !== roundSize(line.size) || line.y >= before.y) return false;
  return (before.y - line.y) / before.size <= ratioMax;
}

/** A short line with a full stop ends its paragraph. */
function endsShort(before: Line, line: Line): boolean {
  const width = (l: Line) => (l.segments.at(-1)?.right ?? 0) - (l.segments[0]?.x ?? 0);
  return /[.!?:]$/.test(lineText(before)) && width(before) < width(line) * 0.75;
}

function joinLines(lines: Line[]): string {
  return lines
    .map(lineText)
    .join('\n')
    .replace(/([a-z])-\n(?=[a-z])/g, '$1')
    .replace(/\n/g, ' ');
}

/** Sizes closer than half a point are the same to a reader. */
export function roundSize(size: number): number {
  return Math.round(size * 2) / 2;
}
