/** Which passages a model is shown for a domain, and in which order. */
import type { Domain } from '../../../machines/vocabulary.ts';
import type { Chunk, KnowledgeStore } from '../../knowledge/ports.ts';
import { type Placement, placeChunks } from '../placement.ts';
import type { Place } from './checks.ts';

/** Passages for each domain, best first, each document's next one a little later. */
export async function placesOf(
  knowledge: KnowledgeStore,
  kb: string,
  domains: readonly Domain[],
): Promise<Map<string, Place[]>> {
  const documents = new Map((await knowledge.documents(kb)).map((each) => [each.id, each]));
  const chunks = await knowledge.chunks(kb);
  const placements = await placeChunks(knowledge, kb, domains);
  return new Map(
    domains.map(({ name }) => {
      const own = chunks.flatMap((chunk) => fitting(chunk, placements.get(chunk.id), name));
      const places = spread(own).flatMap(({ chunk, objective }): Place[] => {
        const document = documents.get(chunk.document_id);
        return document ? [{ chunk, document, domain: name, objective }] : [];
      });
      return [name, places];
    }),
  );
}

interface Fitting {
  chunk: Chunk;
  objective: string | null;
  fit: number;
}

function fitting(chunk: Chunk, placements: Placement[] | undefined, domain: string): Fitting[] {
  const found = placements?.find((placement) => placement.domain === domain);
  return found ? [{ chunk, objective: found.objective, fit: found.fit }] : [];
}

const SAME_DOCUMENT = 0.25;

function spread(list: readonly Fitting[]): Fitting[] {
  const byFit = [...list].sort(
    (left, right) => right.fit - left.fit || (left.chunk.id < right.chunk.id ? -1 : 1),
  );
  const seen = new Map<string, number>();
  const worth = byFit.map((each) => {
    const before = seen.get(each.chunk.document_id) ?? 0;
    seen.set(each.chunk.document_id, before + 1);
    return { each, worth: each.fit - before * SAME_DOCUMENT };
  });
  return worth.sort((left, right) => right.worth - left.worth).map(({ each }) => each);
}
