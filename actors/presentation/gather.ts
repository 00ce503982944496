/** Collects the key statements for a learner's gaps: the objectives they missed first. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { Evidence, Item, LearnerResult, QuestionSet } from '../content.ts';
import { type Found, worthTeaching } from './worth.ts';

/** Key statements of a knowledge base about a query, best first. */
export type FindEvidence = (knowledge: string, query: string, limit: number) => Promise<Evidence[]>;

/** What to look for and where. */
export interface Wanted {
  knowledge: string;
  domains: Domain[];
  result: LearnerResult;
  questions: QuestionSet;
  signal: AbortSignal;
}

const PER_QUERY = 8;
const PER_DOMAIN = 8;

/** Statements by gap domain, best first; a domain the documents are silent about has none. */
export async function gatherEvidence(
  find: FindEvidence,
  wanted: Wanted,
): Promise<Map<string, Evidence[]>> {
  const gathered = new Map<string, Evidence[]>();
  for (const { domain, verdict } of wanted.result.domains) {
    if (verdict !== 'gap') continue;
    const wrong = missedIn(domain, wanted);
    const objectives = new Set(wrong.flatMap((item) => item.objective ?? []));
    const look = async (query: string): Promise<Found> => {
      wanted.signal.throwIfAborted();
      const evidence = await find(wanted.knowledge, query, PER_QUERY);
      return { evidence, missed: objectives.has(query) };
    };
    const found: Found[] = [];
    for (const query of queriesFor(domain, objectives, wanted)) found.push(await look(query));
    const chosen = worthTeaching(found, wrong, PER_DOMAIN);
    // Where no objective is covered, what the documents say about the domain at large still helps.
    gathered.set(
      domain,
      chosen.length > 0 ? chosen : worthTeaching([await look(domain)], wrong, PER_DOMAIN),
    );
  }
  return gathered;
}

function missedIn(domain: string, { result, questions }: Wanted): Item[] {
  const wrong = new Set(result.wrong_items);
  return questions.items.filter((item) => wrong.has(item.id) && item.domain === domain);
}

function queriesFor(domain: string, missed: Set<string>, wanted: Wanted): string[] {
  const all = wanted.domains.find((each) => each.name === domain)?.objectives ?? [];
  return [...new Set([...missed, ...all])].slice(0, PER_DOMAIN);
}
