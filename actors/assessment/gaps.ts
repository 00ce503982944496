/** From answers to gaps: each learner, the cohort, the items, and what the numbers cannot carry. */
import type { GapReport, ItemResponse, QuestionSet, ResponseSet } from '../content.ts';
import { cohortDomains, cohortObjectives, weakAreas } from './cohort.ts';
import { answersOf, gradeLearner, latestAttempts, type Marking } from './grade.ts';
import type { Estimate } from './irt/estimate.ts';
import { type AnswerRow, itemFigures, marksOf } from './item-statistics.ts';
import { statements } from './statements.ts';
import { testFigures } from './test-statistics.ts';

export { weakAreas } from './cohort.ts';

/** Everything the analysis depends on. */
export interface Assessed {
  questions: QuestionSet;
  responses: ResponseSet | null;
  /** Invited learners, in request order. */
  learners: readonly string[];
  domains: readonly { name: string; weight: number }[];
  pass_mark: number;
}

/** What an estimate of items and learners is made from: 1 right, 0 wrong or omitted, a row a learner. */
export function marksFor(assessed: Assessed): number[][] {
  const { items, rows } = sheetOf(assessed);
  return marksOf(
    rows,
    items.map(({ key }) => key),
  );
}

/**
 * The whole gap report. Pure; no number is invented where answers are missing.
 * @param estimated what was estimated from `marksFor(assessed)`, if anything was
 */
export function analyseGaps(assessed: Assessed, estimated: Estimate | null = null): GapReport {
  const { items, answered, rows } = sheetOf(assessed);
  const names = assessed.domains.map((domain) => domain.name);
  const marking: Marking = { items, domains: names, pass_mark: assessed.pass_mark };
  const attempts = latestAttempts(assessed.responses);
  const learners = assessed.learners.map((learner) =>
    gradeLearner(learner, attempts.get(learner), marking),
  );
  const graded = learners.filter((learner) => learner.score !== null);
  const keys = items.map((item) => item.key);
  const options = items.map((item) => item.options.length);
  const domains = cohortDomains(graded, assessed.domains);
  const scores = graded.map((learner) => learner.score ?? 0);
  const test = testFigures(rows, keys);
  const itemResponse = estimated && named(estimated, items, answered);
  const asked = names.map((domain) => ({
    domain,
    items: items.filter((item) => item.domain === domain).length,
  }));
  return {
    pass_mark: assessed.pass_mark,
    learners,
    cohort: {
      answered: rows.length,
      invited: learners.length,
      mean_score: scores.length === 0 ? null : scores.reduce((a, b) => a + b, 0) / scores.length,
      domains,
      objectives: cohortObjectives(graded, assessed.domains),
      common_weak_areas: weakAreas(domains, graded.length),
      item_statistics: itemFigures(rows, keys, options).map((figure, at) => ({
        item: items[at]?.id ?? '',
        ...figure,
      })),
      test,
      item_response: itemResponse,
      statements: statements({ test, learners, asked, itemResponse }),
    },
  };
}

interface Sheet {
  items: QuestionSet['items'];
  /** Learners who answered, in request order, and their answers. */
  answered: string[];
  rows: AnswerRow[];
}

function sheetOf({ questions, responses, learners }: Assessed): Sheet {
  const items = questions.items.filter((item) => item.status !== 'retired');
  const attempts = latestAttempts(responses);
  const answered = learners.filter((learner) => attempts.has(learner));
  const rows = answered.flatMap((learner) => {
    const response = attempts.get(learner);
    return response ? [answersOf(response, items)] : [];
  });
  return { items, answered, rows };
}

function named(estimated: Estimate, items: Sheet['items'], answered: string[]): ItemResponse {
  const idOf = (index: number) => items[index]?.id ?? '';
  return {
    ...estimated,
    items: estimated.items.map(({ index, ...each }) => ({ item: idOf(index), ...each })),
    left_out: estimated.left_out.map(({ index, reason }) => ({ item: idOf(index), reason })),
    learners: estimated.learners.map((each, at) => ({ learner: answered[at] ?? '', ...each })),
  };
}
