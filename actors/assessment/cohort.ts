/** Where a cohort stands: learners by verdict in each domain and objective, and weak areas in common. */
import type { CohortStanding, DomainResult, GapReport, LearnerResult } from '../content.ts';

const LEARNERS_IN_GAP_MIN = 3;
const SMALL_COHORT = 5;

interface Weighted {
  name: string;
  weight: number;
}

/** Learners who answered, by verdict in each domain, in the order of the request. */
export function cohortDomains(
  graded: readonly LearnerResult[],
  domains: readonly Weighted[],
): CohortStanding[] {
  return domains.map(({ name, weight }) => ({
    domain: name,
    ...standing(
      graded.flatMap((learner) => learner.domains.filter(({ domain }) => domain === name)),
      weight / totalOf(domains),
    ),
  }));
}

/** The same for every objective that was asked about, the most severe first. */
export function cohortObjectives(
  graded: readonly LearnerResult[],
  domains: readonly Weighted[],
): NonNullable<GapReport['cohort']['objectives']> {
  // Everybody was asked the same questions, so one learner knows all the objectives.
  const asked = graded[0]?.objectives ?? [];
  return asked
    .map(({ domain, objective, items }) => {
      const weight = domains.find(({ name }) => name === domain)?.weight ?? 0;
      const results = graded.flatMap((learner) =>
        (learner.objectives ?? []).filter(
          (each) => each.domain === domain && each.objective === objective,
        ),
      );
      return { domain, objective, items, ...standing(results, weight / totalOf(domains)) };
    })
    .sort((left, right) => right.severity - left.severity);
}

/** Areas in which enough learners have a gap, the most severe first. */
export function weakAreas(domains: readonly CohortStanding[], answered: number): string[] {
  const enough =
    answered < SMALL_COHORT ? Math.max(1, Math.ceil(answered / 2)) : LEARNERS_IN_GAP_MIN;
  return domains
    .filter((domain) => domain.in_gap >= enough)
    .sort((left, right) => right.severity - left.severity)
    .map((domain) => domain.domain);
}

function standing(results: readonly DomainResult[], share: number): Omit<CohortStanding, 'domain'> {
  const asked = results.filter(({ items }) => items > 0);
  const count = (verdict: string) => asked.filter((each) => each.verdict === verdict).length;
  return {
    in_gap: count('gap'),
    undetermined: count('undetermined'),
    mastered: count('mastered'),
    severity: asked.reduce((sum, each) => sum + each.p_below_cut, 0) * share,
  };
}

function totalOf(domains: readonly Weighted[]): number {
  return domains.reduce((sum, { weight }) => sum + weight, 0) || 1;
}
