/** Says which domain a chunk speaks to, by searching the knowledge base for every objective. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { Chunk, Hit, KnowledgeStore } from '../knowledge/ports.ts';
import { roots } from './wording.ts';

/** A domain that a chunk speaks to, and how well it matches, 0 to about 1.5. */
export interface Placement {
  domain: string;
  objective: string | null;
  fit: number;
}

interface Query {
  domain: string;
  objective: string | null;
  text: string;
}

const DEPTH = 300;
/** Share of a document's own best matches that its other chunks inherit. */
const INHERITED = 0.5;
const LEAST_FIT = 0.3;
/** A domain nearly as good as the best one may use the chunk too. */
const NEARLY = 0.7;

/** Placements by chunk id, best first. A chunk that no objective finds, in a document none finds, is absent. */
export async function placeChunks(
  knowledge: KnowledgeStore,
  kb: string,
  domains: readonly Domain[],
): Promise<Map<string, Placement[]>> {
  const queries = domains.flatMap((domain): Query[] => [
    { domain: domain.name, objective: null, text: domain.name },
    ...domain.objectives.map((objective) => ({
      domain: domain.name,
      objective,
      text: objective,
    })),
  ]);
  const texts = queries.map((query) => query.text);
  const hits = await knowledge.searchMany(kb, texts, DEPTH);
  const matches = hits.map((list, at) => {
    const top = list[0]?.score ?? 1;
    const wanted = roots(texts[at] ?? '');
    return new Map(list.map((hit) => [hit.chunk.id, (hit.score / top) * evidence(hit, wanted)]));
  });
  const chunks = await knowledge.chunks(kb);
  return settle(chunks, queries, matches);
}

/**
 * Share of the objective's words in the chunk, and a quarter more when a heading names one of them.
 * Half of the words without a heading is chance: "timestamp" alone is not "Timestamp Metrics".
 */
function evidence(hit: Hit, wanted: ReadonlySet<string>): number {
  const heading = roots(hit.chunk.heading.join(' '));
  const named = [...wanted].some((word) => heading.has(word));
  if (!named && wanted.size > 1 && hit.share <= 0.5) return 0;
  return hit.share + (named ? 0.25 : 0);
}

function settle(
  chunks: readonly Chunk[],
  queries: Query[],
  matches: Map<string, number>[],
): Map<string, Placement[]> {
  const byDocument = Map.groupBy(chunks, (chunk) => chunk.document_id);
  const placed = new Map<string, Placement[]>();
  for (const siblings of byDocument.values()) {
    const inherited = matches.map((match) => documentFit(siblings, match));
    for (const chunk of siblings) {
      const best = domainsOf(chunk, queries, matches, inherited);
      if (best.length > 0) placed.set(chunk.id, best);
    }
  }
  return placed;
}

/** Mean of a document's best quarter, three at least: a stray hit is not what a document is about. */
function documentFit(siblings: readonly Chunk[], match: Map<string, number>): number {
  const count = Math.max(3, Math.ceil(siblings.length / 4));
  const best = siblings
    .map((chunk) => match.get(chunk.id) ?? 0)
    .sort((left, right) => right - left)
    .slice(0, count);
  return best.reduce((sum, fit) => sum + fit, 0) / count;
}

function domainsOf(
  chunk: Chunk,
  queries: Query[],
  matches: Map<string, number>[],
  inherited: number[],
): Placement[] {
  const best = new Map<string, Placement>();
  for (const [at, { domain, objective }] of queries.entries()) {
    const fit = (matches[at]?.get(chunk.id) ?? 0) + INHERITED * (inherited[at] ?? 0);
    if (fit > (best.get(domain)?.fit ?? 0)) best.set(domain, { domain, objective, fit });
  }
  const ranked = [...best.values()].sort((left, right) => right.fit - left.fit);
  const least = Math.max(LEAST_FIT, NEARLY * (ranked[0]?.fit ?? 0));
  return ranked.filter((placement) => placement.fit >= least);
}
