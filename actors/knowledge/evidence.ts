/** Key statements of the documents about a topic: quoted word for word, each with its source. */
import type { Evidence } from '../content.ts';
import type { Block, Hit, KnowledgeDocument, KnowledgeStore } from './ports.ts';
import { defines, sentencesOf, standsAlone } from './sentences.ts';
import { contentWords, overlap } from './words.ts';

const PASSAGES = 16;
const PER_PASSAGE_MAX = 3;
/** Two statements sharing more of their words than this say the same. */
const SAME_WORDS = 0.55;

interface Candidate extends Evidence {
  score: number;
  words: Set<string>;
}

/**
 * The best statements for a topic, best first; fewer than `limit` when the documents do not carry
 * more. Every text equals `source.quote` and stands at `source.start` of the stored document.
 */
export async function keyStatements(
  store: KnowledgeStore,
  kb: string,
  query: string,
  limit: number,
): Promise<Evidence[]> {
  const hits = await store.search(kb, query, PASSAGES);
  if (hits.length === 0) return [];
  const documents = new Map((await store.documents(kb)).map((document) => [document.id, document]));
  const wanted = new Set(contentWords(query));
  const candidates: Candidate[] = [];
  for (const [id, own] of byDocument(hits)) {
    const document = documents.get(id);
    if (document === undefined) continue;
    const blocks = await store.blocks(kb, id);
    for (const hit of own) candidates.push(...fromPassage(document, blocks, hit, wanted, hits));
  }
  return select(candidates, limit);
}

function byDocument(hits: Hit[]): Map<string, Hit[]> {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    const id = hit.chunk.document_id;
    groups.set(id, [...(groups.get(id) ?? []), hit]);
  }
  return groups;
}

function fromPassage(
  document: KnowledgeDocument,
  blocks: Block[],
  hit: Hit,
  wanted: Set<string>,
  hits: Hit[],
): Candidate[] {
  const { chunk } = hit;
  const best = hits[0]?.score ?? 1;
  const prose = blocks.filter(
    (block) => block.kind === 'paragraph' && block.end > chunk.start && block.start < chunk.end,
  );
  return prose.flatMap((block) =>
    sentencesOf(block.text)
      .map((sentence, position) => ({
        text: sentence.text,
        start: block.start + sentence.start,
        end: block.start + sentence.end,
        position,
      }))
      .filter(({ start, end }) => start >= chunk.start && end <= chunk.end)
      .filter(({ text }) => standsAlone(text))
      .flatMap(({ text, start, end, position }) => {
        const words = new Set(contentWords(text));
        const topical = overlap(wanted, words);
        const heading = overlap(wanted, new Set(contentWords(chunk.heading.join(' '))));
        if (topical === 0 && heading < 0.5) return [];
        const score =
          hit.score / best +
          topical +
          heading * 0.5 +
          (defines(text) ? 0.6 : 0) +
          (position === 0 ? 0.2 : 0);
        const source = {
          document_id: document.id,
          document_title: document.title,
          chunk_id: chunk.id,
          start,
          end,
          quote: text,
          sha256: document.sha256,
          page: block.page,
          heading: block.heading,
        };
        return [{ text, source, score, words }];
      }),
  );
}

function select(candidates: Candidate[], limit: number): Evidence[] {
  const chosen: Candidate[] = [];
  const perPassage = new Map<string, number>();
  for (const candidate of candidates.sort(
    (a, b) =>
      b.score - a.score ||
      compare(a.source.chunk_id, b.source.chunk_id) ||
      a.source.start - b.source.start,
  )) {
    if (chosen.length === limit) break;
    const passage = candidate.source.chunk_id;
    const taken = perPassage.get(passage) ?? 0;
    if (taken >= PER_PASSAGE_MAX || chosen.some((other) => saysTheSame(other, candidate))) continue;
    perPassage.set(passage, taken + 1);
    chosen.push(candidate);
  }
  return chosen.map(({ text, source }) => ({ text, source }));
}

function saysTheSame(one: Candidate, other: Candidate): boolean {
  const shared = [...one.words].filter((word) => other.words.has(word)).length;
  return shared > Math.min(one.words.size, other.words.size) * SAME_WORDS + 0.5;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
