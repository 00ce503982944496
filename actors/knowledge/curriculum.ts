/**
 * Domains, weights and objectives that a curriculum names, as a proposal for a person to confirm.
 * What the document does not say stays open: no weight is ever made up to reach 100.
 */
import type { Candidate } from './curriculum-candidate.ts';
import { candidatesOf } from './curriculum-candidates.ts';
import { objectivesOf } from './curriculum-objectives.ts';
import { plainName } from './curriculum-weight.ts';
import type { Block } from './ports.ts';

export interface ProposedDomain {
  name: string;
  /** Percent; null where the document gives none, or only a range. */
  weight: number | null;
  objectives: string[];
  /** Where it stands, counted from 1; null in formats without pages. */
  page: number | null;
  /** The line it was read from. */
  quote: string;
}

export interface CurriculumProposal {
  domains: ProposedDomain[];
  /** All weights together, in percent. */
  sum: number;
  /** What a person has to look at before taking it, in sentences. */
  notes: string[];
}

const WHOLE = 100;

/** Reads the blocks of one document; finds nothing rather than guess. */
export function readCurriculum(blocks: readonly Block[]): CurriculumProposal {
  const chosen = chosenOf(candidatesOf(blocks));
  const domains = chosen.map((candidate) => ({
    name: candidate.name,
    weight: candidate.weight,
    objectives: candidate.objectives ?? objectivesOf(blocks, candidate, chosen),
    page: candidate.page,
    quote: candidate.quote,
  }));
  const sum = sumOf(domains);
  return { domains, sum, notes: notesOf(chosen, sum) };
}

/**
 * Curricula repeat themselves: an overview, then a section for each domain, whose parts may have
 * shares of their own. The first set of like lines that comes to 100 is meant; else all different
 * names where those do; else the largest set.
 */
function chosenOf(candidates: Candidate[]): Candidate[] {
  const groups = [...Map.groupBy(candidates, ({ group }) => group).values()]
    .map(withoutTwins)
    // A single share is a remark about the exam.
    .filter((set) => set.length > 1);
  const all = withoutTwins(candidates);
  const whole = [...groups, all].find((set) => set.length > 1 && sumOf(set) === WHOLE);
  if (whole !== undefined) return whole;
  return groups.reduce<Candidate[]>((best, set) => (set.length > best.length ? set : best), []);
}

function withoutTwins(candidates: Candidate[]): Candidate[] {
  const byName = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = plainName(candidate.name);
    if (!byName.has(key)) byName.set(key, candidate);
  }
  return [...byName.values()];
}

function sumOf(domains: readonly { weight: number | null }[]): number {
  const hundredths = domains.reduce((sum, { weight }) => sum + Math.round((weight ?? 0) * 100), 0);
  return hundredths / 100;
}

function notesOf(chosen: readonly Candidate[], sum: number): string[] {
  if (chosen.length === 0)
    return [
      'No domains were found: a curriculum names each with its share, as in "Networks 30 %".',
    ];
  const ranges = chosen.flatMap(({ name, range }) =>
    range === null ? [] : [`For "${name}" it gives a range (${range} %): set the weight yourself.`],
  );
  const bare = chosen.filter(({ weight, range }) => weight === null && range === null).length;
  const missing = bare === 0 ? [] : [`It gives no weight for ${bare} of ${chosen.length} domains.`];
  const wrong =
    sum === WHOLE || sum === 0 ? [] : [`The weights it gives add up to ${sum} %, not to 100 %.`];
  return [...ranges, ...missing, ...wrong];
}
