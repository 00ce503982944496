/** Markdown read by the real extraction, in an in-memory KnowledgeStore: no database needed. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chunkDocument } from '../../../actors/knowledge/chunk.ts';
import { extractMarkdown } from '../../../actors/knowledge/extract-markdown.ts';
import type {
  Block,
  Chunk,
  Hit,
  KnowledgeDocument,
  KnowledgeStore,
} from '../../../actors/knowledge/ports.ts';

export interface Parsed {
  document: KnowledgeDocument;
  blocks: Block[];
  chunks: Chunk[];
}

/** Reads one Markdown text exactly as the knowledge step does. */
export function parseMarkdown(id: string, raw: string): Parsed {
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const { title, text, blocks, pages } = extractMarkdown(raw);
  const document: KnowledgeDocument = {
    id,
    title: title ?? id,
    sha256,
    mime: 'text/markdown',
    pages,
    status: 'indexed',
    reason: null,
    text,
  };
  return { document, blocks, chunks: chunkDocument(document, blocks) };
}

/** A KnowledgeStore in memory with plain BM25 over lower-cased, roughly stemmed words. */
export function memoryKnowledge(parsed: Parsed[]): KnowledgeStore {
  const chunks = parsed.flatMap((one) => one.chunks);
  const stem = (text: string): string[] =>
    (text.toLowerCase().match(/[a-z0-9]{2,}/g) ?? [])
      .filter((word) => !['the', 'and', 'of', 'to', 'in', 'vs', 'for', 'over'].includes(word))
      .map((word) => word.replace(/(ing|ed|es|s|e)$/, ''));
  const bags = chunks.map((chunk) => {
    const list = stem(`${chunk.heading.join(' ')} ${chunk.body}`);
    const bag = new Map<string, number>();
    for (const word of list) bag.set(word, (bag.get(word) ?? 0) + 1);
    return { bag, length: list.length };
  });
  const average = bags.reduce((sum, bag) => sum + bag.length, 0) / Math.max(1, bags.length);
  const frequency = new Map<string, number>();
  for (const { bag } of bags)
    for (const word of bag.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const search = (query: string, limit: number): Hit[] => {
    const wanted = new Set(stem(query));
    const hits = chunks.map((chunk, at) => {
      let score = 0;
      let held = 0;
      for (const word of wanted) {
        const tf = bags[at]?.bag.get(word) ?? 0;
        if (tf > 0) held++;
        const df = frequency.get(word) ?? 0;
        const idf = Math.log(1 + (chunks.length - df + 0.5) / (df + 0.5));
        const norm = 1.2 * (0.25 + (0.75 * (bags[at]?.length ?? 0)) / average);
        score += (idf * tf * 2.2) / (tf + norm);
      }
      return { chunk, score, share: held / Math.max(1, wanted.size) };
    });
    return hits
      .filter((hit) => hit.score > 0)
      .sort((left, right) => right.score - left.score || (left.chunk.id < right.chunk.id ? -1 : 1))
      .slice(0, limit);
  };
  return {
    addDocument: () => Promise.reject(new Error('read only')),
    seal: () =>
      Promise.resolve({ documents: parsed.length, chunks: chunks.length, lexemes: frequency.size }),
    search: (_kb, query, limit) => Promise.resolve(search(query, limit)),
    searchMany: (_kb, queries, limit) =>
      Promise.resolve(queries.map((query) => search(query, limit))),
    documents: () => Promise.resolve(parsed.map((one) => one.document)),
    blocks: (_kb, id) =>
      Promise.resolve(parsed.find((one) => one.document.id === id)?.blocks ?? []),
    chunks: () => Promise.resolve(chunks),
  };
}

/** Every Markdown file under a folder, or null when the folder is absent. */
export function readFolder(folder: string): Parsed[] | null {
  if (!existsSync(folder)) return null;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => parseMarkdown(name, readFileSync(join(folder, name), 'utf8')));
}
