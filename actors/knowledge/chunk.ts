/** Cuts a document into passages for search: within one heading, about 350 words, never mid-sentence. */
import { createHash } from 'node:crypto';
import type { Block, Chunk } from './ports.ts';

const WORDS_TARGET = 350;
const WORDS_MIN = 20;
/** Glossary entries are often one short sentence; dropping those would lose the definition. */
const SENTENCE_WORDS_MIN = 6;
/** A block longer than this is cut at sentence ends, since the index takes limited text a row. */
const BLOCK_WORDS_MAX = 500;
const PIECE_CHARACTERS_MAX = 6_000;

interface Span {
  start: number;
  end: number;
}

/** Chunks of one document; ids depend only on its bytes and the span. */
export function chunkDocument(
  document: { id: string; sha256: string; text: string },
  blocks: Block[],
): Chunk[] {
  const chunks: Chunk[] = [];
  for (const section of sections(blocks)) {
    for (const span of spans(document.text, section)) {
      const body = document.text.slice(span.start, span.end);
      if (!isWorthKeeping(body)) continue;
      const first = section.find((block) => block.end > span.start);
      chunks.push({
        id: chunkId(document.sha256, span),
        document_id: document.id,
        ordinal: chunks.length,
        heading: first?.heading ?? [],
        body,
        ...span,
        page: first?.page ?? null,
      });
    }
  }
  return chunks;
}

/** First 16 hex digits of sha256 over the document's hash and the span. */
export function chunkId(sha256: string, span: Span): string {
  return createHash('sha256')
    .update(`${sha256},${span.start},${span.end}`)
    .digest('hex')
    .slice(0, 16);
}

function sections(blocks: Block[]): Block[][] {
  const result: Block[][] = [];
  let open: Block[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') {
      if (open.length > 0) result.push(open);
      open = [];
    } else open.push(block);
  }
  if (open.length > 0) result.push(open);
  return result;
}

function spans(text: string, section: Block[]): Span[] {
  const result: Span[] = [];
  let words = 0;
  let open: Span | null = null;
  for (const piece of section.flatMap((block) => pieces(text, block))) {
    open = open === null ? { ...piece } : { start: open.start, end: piece.end };
    words += countWords(text.slice(piece.start, piece.end));
    if (words < WORDS_TARGET && open.end - open.start < PIECE_CHARACTERS_MAX) continue;
    result.push(open);
    open = null;
    words = 0;
  }
  if (open !== null) result.push(open);
  return result;
}

/** The block itself, or parts of a block too long for one row of the index. */
function pieces(text: string, block: Block): Span[] {
  const tooLong =
    block.end - block.start > PIECE_CHARACTERS_MAX || countWords(block.text) > BLOCK_WORDS_MAX;
  if (!tooLong) return [{ start: block.start, end: block.end }];
  const result: Span[] = [];
  let start = block.start;
  while (start < block.end) {
    const end = cutAfter(text, start, block.end);
    result.push({ start, end });
    start = end;
    while (start < block.end && /\s/.test(text[start] ?? '')) start += 1;
  }
  return result;
}

/** The last sentence end, line end or space within reach; a hard cut only inside one giant word. */
function cutAfter(text: string, start: number, limit: number): number {
  const reach = Math.min(limit, start + PIECE_CHARACTERS_MAX / 2);
  if (reach === limit) return limit;
  const window = text.slice(start, reach);
  for (const boundary of [/[.!?]["')\]]?(?=\s)(?![\s\S]*[.!?]["')\]]?\s)/, /\n(?![\s\S]*\n)/]) {
    const at = window.search(boundary);
    if (at > window.length / 3) return start + at + 1;
  }
  const space = window.lastIndexOf(' ');
  return space > 0 ? start + space : reach;
}

function isWorthKeeping(body: string): boolean {
  const words = countWords(body);
  return words >= WORDS_MIN || (words >= SENTENCE_WORDS_MIN && /[.!?]$/.test(body));
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
