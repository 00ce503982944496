/** Builds the normalised text and its blocks together, so that offsets cannot drift apart. */
import type { Extraction } from './extraction.ts';
import type { Block } from './ports.ts';

const BETWEEN_BLOCKS = '\n\n';
const WORDS_PER_PAGE = 500;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2060\ufeff\ufffc]/g;

/** Takes pieces of a document in reading order; `finish` returns the whole. */
export interface BlockWriter {
  heading(level: number, text: string): void;
  paragraph(text: string): void;
  list(items: { text: string; level: number }[]): void;
  table(rows: string[][]): void;
  code(text: string): void;
  page(number: number): void;
  finish(): Extraction;
}

/**
 * Starts a document. `title` heads every path unless the document opens with a heading saying the
 * same, so that a chunk under "Counter" still knows it belongs to "Metric types".
 */
export function createBlockWriter(title: string | null): BlockWriter {
  const blocks: Block[] = [];
  const pieces: string[] = [];
  const path: { level: number; text: string }[] = [];
  let length = 0;
  let page: number | null = null;
  const root = title === null ? '' : cleanLine(title);

  const headings = () => {
    const own = path.map((entry) => entry.text);
    return root === '' || sameWords(own[0], root) ? own : [root, ...own];
  };
  const add = (kind: Block['kind'], text: string, more: Partial<Block> = {}) => {
    if (text === '') return;
    if (pieces.length > 0) length += BETWEEN_BLOCKS.length;
    pieces.push(text);
    const start = length;
    length += text.length;
    blocks.push({ kind, heading: headings(), page, text, start, end: length, ...more });
  };

  return {
    heading(level, text) {
      const line = cleanLine(text);
      if (line === '') return;
      while ((path.at(-1)?.level ?? 0) >= level) path.pop();
      path.push({ level, text: line });
      add('heading', line);
    },
    paragraph: (text) => add('paragraph', cleanLine(text)),
    list(items) {
      const kept = items
        .map(({ text, level }) => ({ text: cleanLine(text), level }))
        .filter(({ text }) => text !== '');
      const lines = kept.map(({ text, level }) => `${'  '.repeat(level)}- ${text}`);
      add('list', lines.join('\n'), {
        items: kept.map(({ text }) => text),
        levels: kept.map(({ level }) => level),
      });
    },
    table(rows) {
      const clean = rows
        .map((row) => row.map(cleanLine))
        .filter((row) => row.some((cell) => cell !== ''));
      add('table', clean.map((row) => row.join(' | ')).join('\n'), { rows: clean });
    },
    code: (text) => add('code', cleanCode(text)),
    page: (number) => {
      page = number;
    },
    finish() {
      const text = pieces.join(BETWEEN_BLOCKS);
      const words = text.match(/\S+/g)?.length ?? 0;
      return {
        title: root === '' ? (blocks.find(({ kind }) => kind === 'heading')?.text ?? null) : root,
        text,
        blocks,
        pages: page ?? Math.max(1, Math.ceil(words / WORDS_PER_PAGE)),
      };
    },
  };
}

/** One line of plain text: composed characters, single spaces, nothing invisible. */
export function cleanLine(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(CONTROLS, '').replace(/\s+/g, ' ').trim();
}

function cleanCode(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, '')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\s+$/g, '');
}

function sameWords(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
