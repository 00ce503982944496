/** Reads siblings: lists of "term: text" and tables whose first column names things. */
import type { Block } from '../knowledge/ports.ts';
import { type EntryFact, nounOf, placeOf, type Reading } from './facts.ts';
import { toThePoint } from './statement.ts';
import { isCode, oneLine, singular, wordCount } from './wording.ts';

const ENTRY = /^(?<term>[^\s:][^:]{0,70}?)\s*(?::|\s[-–—])\s+(?<text>\S.*)$/u;
/** "sum(v) (calculate the sum)": the description in brackets. */
const BRACKETED = /^(?<term>[^\s(]+(?:\([^)]*\))?(?:\s[^\s(]+){0,2}?)\s\((?<text>.+)\)[.]?$/u;
const FEWEST = 4;
const PREFIX_MAX = 6;

/** Facts of all lists and tables of one document with at least four clean siblings. */
export function entriesOf(reading: Reading): EntryFact[] {
  return reading.blocks.flatMap((block, at) => {
    if (block.kind === 'list') return ofList(reading, block, reading.blocks[at - 1]);
    if (block.kind === 'table') return ofTable(reading, block);
    return [];
  });
}

function ofList(reading: Reading, block: Block, before: Block | undefined): EntryFact[] {
  const text = reading.document.text.slice(block.start, block.end);
  const items = block.items ?? text.split('\n');
  const headed = nounOf(block.heading.at(-1), singular);
  const told = announced(before);
  let from = 0;
  const facts: EntryFact[] = [];
  for (const item of items) {
    const line = oneLine(item);
    const match = (ENTRY.exec(line) ?? BRACKETED.exec(line))?.groups;
    const span = locate(text, item, from);
    if (span) from = span.end;
    if (!match?.term || !match.text || !span || !isName(match.term)) continue;
    facts.push({
      kind: 'sibling',
      term: match.term,
      statement: firstSentence(match.text, isCode(match.term)),
      noun: told ?? (isCall(match.term) && !CALLABLE.test(headed ?? '') ? null : headed),
      column: null,
      group: `${reading.document.id}@${block.start}`,
      place: placeOf(reading.document, block, block.start + span.start, block.start + span.end),
    });
  }
  // A list in which only some items have this shape is prose with colons, not a set of siblings.
  return facts.length * 5 >= items.length * 4 && isSet(facts) ? facts : [];
}

/** What may be written with arguments: under "Ranges", `min(range)` is no range. */
const CALLABLE = /(function|method|operator|macro|procedure|command|call|routine|constructor)$/;

function isCall(term: string): boolean {
  return /\w\(.*\)$/.test(term);
}

/** "The following meta labels are available:" names what the list holds. */
function announced(before: Block | undefined): string | null {
  if (before?.kind !== 'paragraph') return null;
  const last = oneLine(before.text).slice(-160);
  const match =
    /\b(?:following|these|supported|available)\s((?:[a-z-]+\s){0,2}?[a-z-]{3,}s)\b[^.]*[:.]$/.exec(
      last,
    );
  return nounOf(match?.[1], singular);
}

/** What follows is the next step of the same thing. */
const GOES_ON = /^\s+(then|afterwards|finally|next|otherwise)\b/i;

function firstSentence(text: string, isCalled: boolean): string {
  const told = text.replace(/^\(?(optional|required|deprecated|default)\)?[.:,]?\s+/i, '');
  const end = /[.](?=\s+\p{Lu})/u.exec(told);
  // "Match the name. Then, replace it": the first step alone is not what it does.
  if (end && GOES_ON.test(told.slice(end.index + 1))) return '';
  return toThePoint((end ? told.slice(0, end.index) : told).replace(/[.;,]$/, '').trim(), isCalled);
}

function ofTable(reading: Reading, block: Block): EntryFact[] {
  const [header, ...rows] = block.rows ?? [];
  if (!header || rows.length < FEWEST) return [];
  const column = bestColumn(header, rows);
  if (column === null) return [];
  const facts = rowFacts(reading, block, rows, column, {
    noun: headNoun(oneLine(header[0] ?? '')) ?? nounOf(block.heading.at(-1), singular),
    column: oneLine(header[column] ?? ''),
  });
  return isSet(facts) ? facts : [];
}

/**
 * Enough siblings, and not an inventory: names behind one long prefix (`__meta_host_id`, …) are
 * looked up, not known, and their last part says what they are.
 */
function isSet(facts: readonly EntryFact[]): boolean {
  const [first, ...rest] = facts.map((fact) => fact.term);
  if (first === undefined || facts.length < FEWEST) return false;
  const prefix = first.slice(0, PREFIX_MAX);
  return !(isCode(first) && rest.every((term) => term.startsWith(prefix)));
}

function rowFacts(
  reading: Reading,
  block: Block,
  rows: string[][],
  column: number,
  named: { noun: string | null; column: string },
): EntryFact[] {
  const text = reading.document.text.slice(block.start, block.end);
  let from = 0;
  return rows.flatMap((row): EntryFact[] => {
    const span = locateRow(text, row, from);
    if (!span) return [];
    from = span.end;
    const term = oneLine(row[0] ?? '');
    const statement = firstSentence(oneLine(row[column] ?? ''), isCode(term));
    if (!isName(term) || !isClean(statement)) return [];
    const place = placeOf(
      reading.document,
      block,
      block.start + span.start,
      block.start + span.end,
    );
    const group = `${reading.document.id}@${block.start}`;
    return [{ kind: 'table', term, statement, ...named, group, place }];
  });
}

/** What the first column holds, where its heading is a plain noun ("Metric type" → "metric type"). */
function headNoun(head: string): string | null {
  if (
    !/^[A-Za-z]+( [A-Za-z]+){0,2}$/.test(head) ||
    /^(name|key|id|type|value|field|item|class|yes|no)$/i.test(head)
  )
    return null;
  const lower = /^[A-Z]{2}/.test(head) ? head : head.toLowerCase();
  return /[^sui]s$/.test(lower) ? singular(lower) : lower;
}

/** The column, not the first, with most distinct clean cells; longer texts win ties. */
function bestColumn(header: string[], rows: string[][]): number | null {
  let best: { column: number; score: number } | null = null;
  for (let column = 1; column < header.length; column++) {
    if (!/^[A-Za-z][A-Za-z /-]{2,30}$/.test(oneLine(header[column] ?? ''))) continue;
    const cells = rows.map((row) => oneLine(row[column] ?? '')).filter(isClean);
    const distinct = new Set(cells.map((cell) => cell.toLowerCase())).size;
    if (distinct < FEWEST || distinct < rows.length * 0.7) continue;
    const length = cells.reduce((sum, cell) => sum + Math.min(wordCount(cell), 12), 0);
    const score = distinct * 100 + length / cells.length;
    if (!best || score > best.score) best = { column, score };
  }
  return best?.column ?? null;
}

function isName(term: string): boolean {
  // A comma between brackets separates arguments; elsewhere it separates terms.
  const bare = term.replace(/\([^)]*\)/g, '');
  if (!/\p{L}{2}/u.test(bare) || /^\W*$|[,;|]|https?:|<br/i.test(bare)) return false;
  if (/^(yes|no|none|n\/a|true|false|note|example|version|status|date|author)s?$/i.test(term))
    return false;
  return wordCount(term) <= (isCode(term) ? 6 : 4) && term.length <= 60;
}

/** A cell that says one thing: several glued together would be several facts. */
function isClean(cell: string): boolean {
  if (cell === '' || /<br|\n|https?:|\|/i.test(cell) || /;.*;/.test(cell)) return false;
  return (
    /\p{L}/u.test(cell) && !/^(yes|no|none|n\/a|true|false)$/i.test(cell) && wordCount(cell) <= 28
  );
}

function locateRow(
  text: string,
  row: string[],
  from: number,
): { start: number; end: number } | null {
  let start = -1;
  let at = from;
  for (const cell of row.filter((one) => one.trim() !== '')) {
    const span = locate(text, cell, at);
    if (!span) return null;
    if (start < 0) start = span.start;
    at = span.end;
  }
  return start < 0 ? null : { start, end: at };
}

/** Finds a text from a position on, whatever white space the stored text has between its words. */
export function locate(
  text: string,
  wanted: string,
  from: number,
): { start: number; end: number } | null {
  const parts = wanted.trim().split(/\s+/);
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(escaped.join('\\s+'), 'g');
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : null;
}
