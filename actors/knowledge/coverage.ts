/** How well the documents carry each objective of the blueprint, before anyone writes a question. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { Chunk, Hit, KnowledgeStore } from './ports.ts';
import { sentencesOf } from './sentences.ts';
import { contentWords, overlap } from './words.ts';

export type Support = 'supported' | 'weak' | 'none';

/** A passage that speaks for an objective. */
export interface CoveragePassage {
  chunk_id: string;
  document_id: string;
  document_title: string;
  heading: string[];
  page: number | null;
  score: number;
  /** Share of the objective's words that the passage contains. */
  share: number;
}

export interface ObjectiveCoverage {
  objective: string;
  support: Support;
  /** Whether a heading of one of the passages names the objective. */
  heading_hit: boolean;
  passages: CoveragePassage[];
}

export interface DomainCoverage {
  domain: string;
  weight: number;
  support: Support;
  objectives: ObjectiveCoverage[];
}

/** Artefact `coverage/coverage.json`. */
export interface Coverage {
  knowledge: string;
  documents: { title: string; pages: number; status: string; reason: string | null }[];
  domains: DomainCoverage[];
}

const PASSAGES = 5;
/** Outlines and bare lists name an objective without teaching it, so more is asked for than kept. */
const PASSAGES_ASKED = 12;
const HEADING_HIT = 0.66;
const SENTENCE_HIT = 0.6;
/** Sentences naming the objective that count as carrying it where no heading does. */
const SENTENCES_MIN = 3;

/** Coverage of all objectives in one search; a domain without objectives is its own objective. */
export async function coverageOf(
  store: KnowledgeStore,
  kb: string,
  domains: Domain[],
): Promise<Coverage> {
  const documents = await store.documents(kb);
  const titles = new Map(documents.map(({ id, title }) => [id, title]));
  const wanted = domains.map(({ name, objectives }) =>
    objectives.length > 0 ? objectives : [name],
  );
  const found = await store.searchMany(kb, wanted.flat(), PASSAGES_ASKED);
  let at = 0;
  return {
    knowledge: kb,
    documents: documents.map(({ title, pages, status, reason }) => ({
      title,
      pages,
      status,
      reason,
    })),
    domains: domains.map(({ name, weight }, index) => {
      const objectives = (wanted[index] ?? []).map((objective) => {
        const hits = found[at] ?? [];
        at += 1;
        return objectiveCoverage(objective, hits, titles);
      });
      return { domain: name, weight, support: together(objectives), objectives };
    }),
  };
}

function objectiveCoverage(
  objective: string,
  found: Hit[],
  titles: Map<string, string>,
): ObjectiveCoverage {
  const words = new Set(contentWords(objective));
  const hits = found.filter(({ chunk }) => teaches(chunk)).slice(0, PASSAGES);
  const headings = hits.filter(({ chunk }) => names(chunk.heading.join(' '), words, HEADING_HIT));
  const sentences = hits
    .flatMap(({ chunk }) => sentencesOf(chunk.body))
    .filter(({ text }) => names(text, words, SENTENCE_HIT));
  return {
    objective,
    support: supportOf(headings.length, sentences.length, hits[0]?.share ?? 0),
    heading_hit: headings.length > 0,
    passages: hits.map(({ chunk, score, share }) => ({
      chunk_id: chunk.id,
      document_id: chunk.document_id,
      document_title: titles.get(chunk.document_id) ?? '',
      heading: chunk.heading,
      page: chunk.page,
      score: Math.round(score * 1000) / 1000,
      share: Math.round(share * 1000) / 1000,
    })),
  };
}

/** Whether a passage holds at least one full line of prose, an explained item or a table row. */
function teaches({ body }: Chunk): boolean {
  return /(?:\S+ +){8,}\S+/.test(body) || / \| .* \| /.test(body);
}

function names(text: string, words: Set<string>, atLeast: number): boolean {
  return overlap(words, new Set(contentWords(text))) >= atLeast;
}

function supportOf(headings: number, sentences: number, bestShare: number): Support {
  if (headings > 0 && sentences > 0) return 'supported';
  if (sentences >= SENTENCES_MIN) return 'supported';
  return bestShare >= 0.5 || sentences > 0 ? 'weak' : 'none';
}

function together(objectives: ObjectiveCoverage[]): Support {
  const count = (support: Support) => objectives.filter((one) => one.support === support).length;
  if (count('supported') * 2 >= objectives.length && count('none') === 0) return 'supported';
  return count('none') === objectives.length ? 'none' : 'weak';
}
