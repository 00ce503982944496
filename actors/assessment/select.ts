/** Picks, for each domain, the drafts to ask: best fit first, spread over documents and kinds. */
import type { Allotment } from './blueprint.ts';
import type { Draft } from './draft.ts';
import type { Draw } from './draw.ts';
import type { Placement } from './placement.ts';
import { overlap, roots, shared } from './wording.ts';

/** A draft with its id, its chunk and where it belongs. */
export interface Candidate {
  id: string;
  draft: Draft;
  chunk: string;
  placement: Placement;
  /** Whether the requested difficulty levels include its estimate. */
  preferred: boolean;
}

/** A blueprint line with what could be had. */
export interface Filled extends Allotment {
  got: number;
  reason: string | null;
}

/** What a chosen draft costs its neighbours: 1 is the worth of a perfect fit. */
const COST = { document: 0.25, family: 0.06, objective: 0.12, group: 0.6 };
/** Concepts are worth more than entries of long lists, which are easy to find and easy to look up. */
const WORTH = { definition: 0.45, term: 0.45, numeric: 0.4, table: 0.2, sibling: 0 };
const CHANCE = 0.35;
const SAME_QUESTION = 0.7;
/** More entries of one list or table test who has read that list, not who knows the subject. */
const MOST_OF_ONE_LIST = 3;

/** Never more than the blueprint asks for, never padded: what is missing is said in words. */
export function select(
  candidates: readonly Candidate[],
  blueprint: readonly Allotment[],
  draw: Draw,
): { chosen: Candidate[]; filled: Filled[] } {
  const chosen: Candidate[] = [];
  const supply = (line: Allotment): number =>
    candidates.filter((candidate) => candidate.placement.domain === line.domain).length /
    Math.max(1, line.wanted);
  const counts = new Map<string, number>();
  // Where little can be had goes first, before a richer domain takes what both could use.
  for (const line of [...blueprint].sort((left, right) => supply(left) - supply(right))) {
    let own = candidates.filter(
      (candidate) =>
        candidate.placement.domain === line.domain &&
        !chosen.some((other) => isSameFact(candidate, other)) &&
        !isExhausted(candidate, chosen),
    );
    const luck = new Map(own.map((candidate) => [candidate.id, draw.next() * CHANCE]));
    const picked: Candidate[] = [];
    while (picked.length < line.wanted) {
      const best = bestOf(own, picked, chosen, luck);
      if (!best) break;
      picked.push(best);
      chosen.push(best);
      own = own.filter(
        (candidate) => !isSameFact(candidate, best) && !isExhausted(candidate, chosen),
      );
    }
    counts.set(line.domain, picked.length);
  }
  const order = new Map(blueprint.map((line, at) => [line.domain, at]));
  const rank = (candidate: Candidate): number => order.get(candidate.placement.domain) ?? 0;
  const filled = blueprint.map((line) => {
    const got = counts.get(line.domain) ?? 0;
    return { ...line, got, reason: reasonFor(line, got) };
  });
  return { chosen: chosen.sort((left, right) => rank(left) - rank(right)), filled };
}

function isExhausted({ draft }: Candidate, chosen: readonly Candidate[]): boolean {
  const isEntry = draft.family === 'sibling' || draft.family === 'table';
  const taken = chosen.filter((other) => other.draft.group === draft.group).length;
  return isEntry && taken >= MOST_OF_ONE_LIST;
}

function bestOf(
  own: readonly Candidate[],
  picked: readonly Candidate[],
  chosen: readonly Candidate[],
  luck: ReadonlyMap<string, number>,
): Candidate | null {
  let best: Candidate | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const candidate of own) {
    const worth =
      candidate.placement.fit +
      (luck.get(candidate.id) ?? 0) +
      (candidate.preferred ? 0.05 : 0) +
      WORTH[candidate.draft.family] +
      candidate.draft.standing -
      costOf(candidate, picked, chosen);
    if (worth > most) {
      best = candidate;
      most = worth;
    }
  }
  return best;
}

function costOf(
  candidate: Candidate,
  picked: readonly Candidate[],
  chosen: readonly Candidate[],
): number {
  const among = (list: readonly Candidate[], same: (other: Candidate) => boolean): number =>
    list.filter(same).length;
  return (
    COST.document *
      among(
        chosen,
        (other) => other.draft.place.document_id === candidate.draft.place.document_id,
      ) +
    COST.group * among(chosen, (other) => other.draft.group === candidate.draft.group) +
    COST.family * among(chosen, (other) => other.draft.family === candidate.draft.family) +
    COST.objective *
      among(picked, (other) => other.placement.objective === candidate.placement.objective)
  );
}

/** One fact asked twice: the same subject, the same source, or nearly the same words. */
export function isSameFact(one: Candidate, other: Candidate): boolean {
  if (one.draft.subjects.some((subject) => other.draft.subjects.includes(subject))) return true;
  if (
    one.draft.key.toLowerCase() === other.draft.key.toLowerCase() &&
    one.draft.family !== 'numeric'
  )
    return true;
  const alike = Math.max(
    shared(rootsOf(one).asks, rootsOf(other).asks),
    // Two questions that read alike seem one question, whatever their options.
    shared(rootsOf(one).stem, rootsOf(other).stem),
  );
  if (alike >= SAME_QUESTION) return true;
  return alike >= SAME_QUESTION / 2 && overlap(one.draft.key, other.draft.key) >= 0.5;
}

interface Rooted {
  asks: Set<string>;
  stem: Set<string>;
}

const known = new WeakMap<Draft, Rooted>();

/** Comparing every question with every other needs each one's roots many times. */
function rootsOf({ draft }: Candidate): Rooted {
  const found = known.get(draft) ?? { asks: roots(draft.asks), stem: roots(draft.stem) };
  known.set(draft, found);
  return found;
}

/** Why a line is short, in words for an educator; null when it is not. */
export function reasonFor(
  line: Allotment,
  got: number,
  missing: readonly string[] = [],
): string | null {
  if (got >= line.wanted) return null;
  const many = (count: number): string => `${count} ${count === 1 ? 'question' : 'questions'}`;
  const had = got === 0 ? 'no question' : `only ${many(got)}`;
  const nothing = missing.length > 0 ? `No question was found on: ${missing.join('; ')}. ` : '';
  return (
    `The documents carry ${had} of the ${line.wanted} wanted for “${line.domain}” that can be defended ` +
    `from their own words. ${nothing}Add documents on this domain, accept fewer questions, or move its weight elsewhere.`
  );
}
