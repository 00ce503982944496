/** Key statements of the documents about a topic: quoted word for word, each with its source. */
import type { Evidence } from '../content.ts';
import type { Block, Chunk, Hit, KnowledgeDocument, KnowledgeStore } from './ports.ts';
import { defines, sentencesOf, standsAlone } from './sentences.ts';
import { contentWords, overlap } from './words.ts';

const PASSAGES = 16;
/** Headings under which documents talk about something else than their subject. */
const ASIDE =
  /\b(?:comparison|alternatives|vs|histor(?:y|ical)|conclusion|talks?|roadmap|changelog|migration|contributing|experimental|acknowledge?ments)\b/i;
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
  const [found = []] = await candidatesFor(store, kb, [query]);
  return select([found], limit);
}

/**
 * The best statements for a whole domain: its objectives take turns, so that one rich objective
 * does not crowd out the others.
 */
export async function domainStatements(
  store: KnowledgeStore,
  kb: string,
  domain: { name: string; objectives: string[] },
  limit: number,
): Promise<Evidence[]> {
  const topics = domain.objectives.length > 0 ? domain.objectives : [domain.name];
  return select(await candidatesFor(store, kb, topics), limit);
}

async function candidatesFor(
  store: KnowledgeStore,
  kb: string,
  topics: string[],
): Promise<Candidate[][]> {
  const found = await store.searchMany(kb, topics, PASSAGES);
  const documents = new Map((await store.documents(kb)).map((document) => [document.id, document]));
  const blocks = new Map<string, Block[]>();
  for (const { chunk } of found.flat()) {
    const id = chunk.document_id;
    if (!blocks.has(id)) blocks.set(id, await store.blocks(kb, id));
  }
  return topics.map((topic, index) => {
    const hits = found[index] ?? [];
    const wanted = new Set(contentWords(topic));
    const best = hits[0]?.score ?? 1;
    return hits.flatMap((hit) => {
      const document = documents.get(hit.chunk.document_id);
      const own = blocks.get(hit.chunk.document_id) ?? [];
      return document === undefined
        ? []
        : statementsIn(hit, own).flatMap((statement) =>
            judge(statement, hit.chunk, document, wanted, hit.score / best),
          );
    });
  });
}

interface Statement {
  text: string;
  start: number;
  block: Block;
  /** Whether it opens its paragraph. */
  opens: boolean;
}

/** Sentences of the passage's prose that can stand alone. */
function statementsIn({ chunk }: Hit, blocks: Block[]): Statement[] {
  return blocks
    .filter(({ start, end }) => end > chunk.start && start < chunk.end)
    .flatMap((block) =>
      prosePieces(block).flatMap(({ text, start }) =>
        sentencesOf(text).map((sentence, index) => ({
          text: sentence.text,
          start: start + sentence.start,
          block,
          opens: index === 0,
        })),
      ),
    )
    .filter(({ start, text }) => start >= chunk.start && start + text.length <= chunk.end)
    .filter(({ text }) => standsAlone(text));
}

/** Paragraphs and list items with their offsets in the document; code and tables are no prose. */
function prosePieces(block: Block): { text: string; start: number }[] {
  if (block.kind === 'paragraph') return [{ text: block.text, start: block.start }];
  if (block.kind !== 'list') return [];
  let from = 0;
  return (block.items ?? []).map((text) => {
    const at = block.text.indexOf(text, from);
    from = at + text.length;
    return { text, start: block.start + at };
  });
}

function judge(
  { text, start, block, opens }: Statement,
  chunk: Chunk,
  document: KnowledgeDocument,
  wanted: Set<string>,
  rank: number,
): Candidate[] {
  const words = contentWords(text);
  const topical = overlap(wanted, new Set(words));
  const headings = new Set(contentWords(chunk.heading.join(' ')));
  const heading = overlap(wanted, headings);
  if (topical === 0 || Math.max(topical, heading) < topicalMin(wanted)) return [];
  const subject = words.slice(0, 3).some((word) => wanted.has(word));
  const short = text.split(' ').length <= 22;
  const score =
    rank +
    topical * 1.2 +
    heading * 0.5 +
    (defines(text) && subject ? 0.7 : 0) +
    (subject ? 0.4 : 0) +
    (short ? 0.2 : 0) -
    (pointsBack(text, words, headings) ? 0.8 : 0) -
    (ASIDE.test(`${document.title} ${chunk.heading.join(' ')}`) ? 0.5 : 0) +
    (opens ? 0.2 : 0);
  const source = {
    document_id: document.id,
    document_title: document.title,
    chunk_id: chunk.id,
    start,
    end: start + text.length,
    quote: text,
    sha256: document.sha256,
    page: block.page,
    heading: block.heading,
  };
  return [{ text, source, score, words: new Set(words) }];
}

/** Half of a short topic's words must be there; of a long query, which is a wish list, any two. */
function topicalMin(wanted: Set<string>): number {
  return Math.min(0.5, 2 / wanted.size);
}

/** "The subset is …" means something only if the heading already speaks of subsets. */
function pointsBack(text: string, words: string[], headings: Set<string>): boolean {
  if (!/^The [a-z]/.test(text) || /^The [\w-]+(?: \w+)? (?:of|between|for) /.test(text))
    return false;
  return !words.slice(0, 2).some((word) => headings.has(word));
}

/** Topics take turns; each picks its best that repeats nothing, a little shy of crowded sources. */
function select(topics: Candidate[][], limit: number): Evidence[] {
  const chosen: Candidate[] = [];
  const pools = topics.map((candidates) => [...candidates]);
  while (chosen.length < limit && pools.some((pool) => pool.length > 0)) {
    for (const pool of pools) {
      const best = takeBest(pool, chosen);
      if (best !== null && chosen.length < limit) chosen.push(best);
    }
  }
  return chosen.map(({ text, source }) => ({ text, source }));
}

function takeBest(pool: Candidate[], chosen: Candidate[]): Candidate | null {
  while (pool.length > 0) {
    const adjusted = (candidate: Candidate) => {
      const { document_id, chunk_id } = candidate.source;
      const crowd = chosen.filter(({ source }) => source.document_id === document_id).length;
      const passage = chosen.filter(({ source }) => source.chunk_id === chunk_id).length;
      return candidate.score - crowd * 0.15 - passage * 0.3;
    };
    pool.sort(
      (a, b) =>
        adjusted(b) - adjusted(a) ||
        compare(a.source.chunk_id, b.source.chunk_id) ||
        a.source.start - b.source.start,
    );
    const candidate = pool.shift();
    if (candidate !== undefined && !chosen.some((other) => saysTheSame(other, candidate)))
      return candidate;
  }
  return null;
}

function saysTheSame(one: Candidate, other: Candidate): boolean {
  const shared = [...one.words].filter((word) => other.words.has(word)).length;
  return shared > Math.min(one.words.size, other.words.size) * SAME_WORDS + 0.5;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
