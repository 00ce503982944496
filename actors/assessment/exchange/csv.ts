/** One question a row. The only format here that carries everything about a question itself. */
import {
  type Arrived,
  difficultyOf,
  type ExchangeItem,
  type ExchangeSet,
  OPTIONS_MAX,
  sifted,
} from './item.ts';
import { unreadable } from './xml.ts';

const BEFORE = ['id', 'domain', 'objective', 'difficulty', 'type', 'stem'];
const AFTER = [
  'key',
  'rationale',
  'source_document',
  'source_chunk',
  'source_quote',
  'source_sha256',
];

/** Comma-separated, quoted by RFC 4180, with a header row. */
export function writeCsv({ items }: ExchangeSet): string {
  const width = Math.max(2, ...items.map((item) => item.options.length));
  const options = Array.from({ length: width }, (_, at) => `option_${at + 1}`);
  const rows = items.map((item) => [
    ...[item.id, item.domain, item.objective ?? '', item.difficulty ?? '', item.type, item.stem],
    ...options.map((_, at) => item.options[at] ?? ''),
    ...[String(item.key + 1), item.rationale],
    ...[item.source?.document, item.source?.chunk, item.source?.quote, item.source?.sha256].map(
      (text) => text ?? '',
    ),
  ]);
  return [[...BEFORE, ...options, ...AFTER], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}

/** Reads what `writeCsv` writes, and any table with `stem`, `option_1`, `option_2` … and `key`. */
export function readCsv(text: string): Arrived {
  const [head, ...rows] = cellsOf(text.replace(/^\ufeff/, ''));
  const columns = (head ?? []).map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const missing = ['stem', 'option_1', 'option_2', 'key'].filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw unreadable(`its first row must name the columns; ${missing.join(', ')} is missing`);
  return sifted(
    rows
      .map((row, index) => ({ row, at: `row ${index + 2}` }))
      .filter(({ row }) => row.some((each) => each.trim() !== ''))
      .map(({ row, at }) => ({ at, item: itemOf(at, (name) => row[columns.indexOf(name)] ?? '') })),
  );
}

function itemOf(at: string, field: (name: string) => string): ExchangeItem {
  const options = Array.from({ length: OPTIONS_MAX }, (_, index) => field(`option_${index + 1}`));
  while (options.at(-1) === '') options.pop();
  const source = {
    document: field('source_document'),
    chunk: field('source_chunk'),
    quote: field('source_quote'),
    sha256: field('source_sha256'),
  };
  return {
    id: field('id') || at.replace(' ', '-'),
    domain: field('domain'),
    objective: field('objective') || null,
    difficulty: difficultyOf(field('difficulty')),
    type: field('type'),
    stem: field('stem'),
    options,
    key: keyOf(field('key'), options),
    rationale: field('rationale'),
    source: Object.values(source).some((each) => each !== '') ? source : null,
  };
}

/** A place from 1, a letter from A, or the right option itself; -1 for anything else. */
function keyOf(word: string, options: string[]): number {
  const given = word.trim();
  if (/^\d{1,2}$/.test(given)) return Number(given) - 1;
  if (/^[a-l]$/i.test(given)) return given.toLowerCase().charCodeAt(0) - 97;
  return options.indexOf(given);
}

// A spreadsheet would run a cell that begins like a formula; the mark keeps it text.
const FORMULA = /^[=+\-@'\t]/;

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cellsOf(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  const token = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|\\r|$)`,
    'y',
  );
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null)
      throw unreadable(`row ${rows.length + 1} has a quotation mark in the wrong place`);
    const [, quoted, bare = '', end] = found;
    const content = quoted === undefined ? bare : quoted.replaceAll('""', '"');
    row.push(
      FORMULA.test(content.slice(1)) && content.startsWith("'") ? content.slice(1) : content,
    );
    if (end === separator) {
      if (token.lastIndex === text.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

/** Spreadsheets of some countries write semicolons. */
function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.search(/\r|\n/)) || undefined);
  return ['\t', ';', ','].find((each) => head.split(each).length > 3) ?? ',';
}
