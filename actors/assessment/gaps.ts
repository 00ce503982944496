/** From answers to gaps: each learner, the cohort, the items, and what the numbers cannot carry. */
import type { GapReport, LearnerResult, QuestionSet, ResponseSet } from '../content.ts';
import { answersOf, gradeLearner, latestAttempts, type Marking } from './grade.ts';
import { itemFigures, LEARNERS_MIN, type TestFigures, testFigures } from './item-statistics.ts';

const LEARNERS_IN_GAP_MIN = 3;
const SMALL_COHORT = 5;
const ITEMS_FOR_A_VERDICT = 10;

/** Everything the analysis depends on. */
export interface Assessed {
  questions: QuestionSet;
  responses: ResponseSet | null;
  /** Invited learners, in request order. */
  learners: readonly string[];
  domains: readonly { name: string; weight: number }[];
  pass_mark: number;
}

/** The whole gap report. Pure; no number is invented where answers are missing. */
export function analyseGaps(assessed: Assessed): GapReport {
  const items = assessed.questions.items.filter((item) => item.status !== 'retired');
  const marking: Marking = {
    items,
    domains: assessed.domains.map((domain) => domain.name),
    pass_mark: assessed.pass_mark,
  };
  const attempts = latestAttempts(assessed.responses);
  const learners = assessed.learners.map((learner) =>
    gradeLearner(learner, attempts.get(learner), marking),
  );
  const graded = learners.filter((learner) => learner.score !== null);
  const rows = assessed.learners.flatMap((learner) => {
    const response = attempts.get(learner);
    return response ? [answersOf(response, items)] : [];
  });
  const keys = items.map((item) => item.key);
  const figures = itemFigures(
    rows,
    keys,
    items.map((item) => item.options.length),
  );
  const domains = cohortDomains(graded, assessed.domains);
  const scores = graded.map((learner) => learner.score ?? 0);
  return {
    pass_mark: assessed.pass_mark,
    learners,
    cohort: {
      answered: rows.length,
      invited: learners.length,
      mean_score: scores.length === 0 ? null : scores.reduce((a, b) => a + b, 0) / scores.length,
      domains,
      common_weak_areas: weakAreas(domains, graded.length),
      item_statistics: figures.map((figure, at) => ({ item: items[at]?.id ?? '', ...figure })),
      statements: statements(assessed, learners, marking, testFigures(rows, keys)),
    },
  };
}

type CohortDomain = GapReport['cohort']['domains'][number];

function cohortDomains(
  graded: readonly LearnerResult[],
  domains: Assessed['domains'],
): CohortDomain[] {
  const total = domains.reduce((sum, domain) => sum + domain.weight, 0) || 1;
  return domains.map(({ name, weight }) => {
    const results = graded.flatMap((learner) =>
      learner.domains.filter((domain) => domain.domain === name && domain.items > 0),
    );
    const count = (verdict: string): number =>
      results.filter((result) => result.verdict === verdict).length;
    const below = results.reduce((sum, result) => sum + result.p_below_cut, 0);
    return {
      domain: name,
      in_gap: count('gap'),
      undetermined: count('undetermined'),
      mastered: count('mastered'),
      severity: below * (weight / total),
    };
  });
}

/** Areas in which enough learners have a gap, the most severe first. */
export function weakAreas(domains: readonly CohortDomain[], answered: number): string[] {
  const enough =
    answered < SMALL_COHORT ? Math.max(1, Math.ceil(answered / 2)) : LEARNERS_IN_GAP_MIN;
  return domains
    .filter((domain) => domain.in_gap >= enough)
    .sort((left, right) => right.severity - left.severity)
    .map((domain) => domain.domain);
}

function statements(
  assessed: Assessed,
  learners: readonly LearnerResult[],
  marking: Marking,
  test: TestFigures,
): string[] {
  const said: string[] = [];
  const silent = learners.filter((learner) => !learner.answered).length;
  if (test.n === 0)
    said.push('Nobody answered, so nothing can be said about any area or question.');
  else if (silent > 0)
    said.push(`${silent} of ${learners.length} learners never answered; they are in no figure.`);
  if (test.n > 0 && test.n < LEARNERS_MIN)
    said.push(
      `${test.n === 1 ? 'One learner' : `${test.n} learners`} answered. Below ${LEARNERS_MIN}, question statistics are counts only: difficulty and discrimination would be chance.`,
    );
  const short = assessed.domains.filter(
    (domain) => countIn(domain.name, marking) < ITEMS_FOR_A_VERDICT,
  );
  if (test.n > 0 && short.length > 0)
    said.push(
      `${short.length} of ${assessed.domains.length} areas have fewer than ${ITEMS_FOR_A_VERDICT} questions. With so few, many findings must stay undetermined, and about one in ten gaps found is none.`,
    );
  if (test.kr20 !== null)
    said.push(
      `Reliability (KR-20) over ${test.n} learners and ${marking.items.length} questions is ${test.kr20.toFixed(2)}; short tests have low values by nature.`,
    );
  const unasked = assessed.domains.filter((domain) => countIn(domain.name, marking) === 0);
  if (unasked.length > 0)
    said.push(
      `No question was asked on ${unasked.map((domain) => domain.name).join(', ')}; nothing is known there.`,
    );
  return said;
}

function countIn(domain: string, marking: Marking): number {
  return marking.items.filter((item) => item.domain === domain).length;
}
