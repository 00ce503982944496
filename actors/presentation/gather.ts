/** Collects the key statements for a learner's gaps: the objectives they missed first. */
import type { Domain } from '../../machines/vocabulary.ts';
import type { Evidence, LearnerResult, QuestionSet } from '../content.ts';

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

const PER_QUERY = 3;
const PER_DOMAIN = 8;

/** Statements by gap domain, taken in turn from each objective so that none crowds out the rest. */
export async function gatherEvidence(
  find: FindEvidence,
  wanted: Wanted,
): Promise<Map<string, Evidence[]>> {
  const found = new Map<string, Evidence[]>();
  for (const { domain, verdict } of wanted.result.domains) {
    if (verdict !== 'gap') continue;
    const lists: Evidence[][] = [];
    for (const query of queriesFor(domain, wanted)) {
      wanted.signal.throwIfAborted();
      lists.push(await find(wanted.knowledge, query, PER_QUERY));
    }
    const merged = inTurn(lists).slice(0, PER_DOMAIN);
    // Where no objective is covered, what the documents say about the domain at large still helps.
    found.set(
      domain,
      merged.length > 0 ? merged : await find(wanted.knowledge, domain, PER_DOMAIN),
    );
  }
  return found;
}

function queriesFor(domain: string, wanted: Wanted): string[] {
  const wrong = new Set(wanted.result.wrong_items);
  const missed = wanted.questions.items
    .filter((item) => wrong.has(item.id) && item.domain === domain && item.objective !== null)
    .map((item) => item.objective ?? '');
  const all = wanted.domains.find((each) => each.name === domain)?.objectives ?? [];
  return [...new Set([...missed, ...all])].slice(0, PER_DOMAIN);
}

function inTurn(lists: Evidence[][]): Evidence[] {
  const seen = new Set<string>();
  const merged: Evidence[] = [];
  const longest = Math.max(0, ...lists.map((list) => list.length));
  for (let rank = 0; rank < longest; rank += 1) {
    for (const list of lists) {
      const each = list[rank];
      if (each === undefined || seen.has(each.text)) continue;
      seen.add(each.text);
      merged.push(each);
    }
  }
  return merged;
}
