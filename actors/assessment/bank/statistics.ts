/** How a question did: of one cohort from its answers, and of all cohorts that were asked it. */
import type { QuestionSet, ResponseSet } from '../../content.ts';
import { answersOf, latestAttempts } from '../grade.ts';
import { type AnswerRow, itemFigures, LEARNERS_MIN } from '../item-statistics.ts';
import { wilson } from '../spread.ts';
import type { UseFigures } from './ports.ts';

const GROUP_SHARE = 0.27;
const Z95 = 1.959963984540054;

/** Figures by question id. Latest attempts count; retired questions were not asked. */
export function figuresOf(
  questions: QuestionSet,
  responses: ResponseSet | null,
  learners: readonly string[],
): Map<string, UseFigures> {
  const items = questions.items.filter((item) => item.status !== 'retired');
  const attempts = latestAttempts(responses);
  const rows = learners.flatMap((learner) => {
    const attempt = attempts.get(learner);
    return attempt ? [answersOf(attempt, items)] : [];
  });
  const keys = items.map((item) => item.key);
  const known = itemFigures(
    rows,
    keys,
    items.map((item) => item.options.length),
  );
  const [lower, upper] = extremes(rows, keys);
  return new Map(
    items.map((item, at) => {
      const { n = 0, option_counts = [], discrimination = null } = known[at] ?? {};
      const counts = (group: AnswerRow[]) => ({
        n: group.length,
        option_counts: item.options.map(
          (_, option) => group.filter((row) => row[at] === option).length,
        ),
      });
      const right = option_counts[item.key] ?? 0;
      const omitted = n - option_counts.reduce((sum, count) => sum + count, 0);
      return [
        item.id,
        {
          n,
          right,
          omitted,
          option_counts,
          discrimination,
          upper: counts(upper),
          lower: counts(lower),
        },
      ];
    }),
  );
}

/** The weakest and the best 27 % by whole score, at least one learner each; of equals, who came first. */
function extremes(rows: AnswerRow[], keys: readonly number[]): [AnswerRow[], AnswerRow[]] {
  const score = (row: AnswerRow) => row.filter((answer, at) => answer === keys[at]).length;
  const ranked = rows.toSorted((left, right) => score(left) - score(right));
  const size = rows.length < 2 ? 0 : Math.max(1, Math.round(rows.length * GROUP_SHARE));
  return [ranked.slice(0, size), ranked.slice(rows.length - size)];
}

/** What all cohorts together say of one wording. Null: too few responses to say it. */
export interface ItemStatistics {
  n: number;
  cohorts: number;
  /** Fewer than ten answers: counts only. */
  too_few: boolean;
  right: number;
  omitted: number;
  facility: number | null;
  facility_interval: [number, number] | null;
  discrimination: number | null;
  discrimination_interval: [number, number] | null;
  /** Share right among the best 27 % minus the share among the weakest. */
  upper_minus_lower: number | null;
  option_counts: number[];
  upper: { n: number; option_counts: number[] };
  lower: { n: number; option_counts: number[] };
}

/** Adds the cohorts up. `key` and `options` are those of the wording they all were asked. */
export function pooled(
  figures: readonly UseFigures[],
  key: number,
  options: number,
): ItemStatistics {
  const sums = (counts: (each: UseFigures) => readonly number[]) =>
    Array.from({ length: options }, (_, option) =>
      total(figures.map((each) => counts(each)[option] ?? 0)),
    );
  const n = total(figures.map((each) => each.n));
  const right = total(figures.map((each) => each.right));
  const upper = {
    n: total(figures.map((each) => each.upper.n)),
    option_counts: sums((each) => each.upper.option_counts),
  };
  const lower = {
    n: total(figures.map((each) => each.lower.n)),
    option_counts: sums((each) => each.lower.option_counts),
  };
  const enough = n >= LEARNERS_MIN;
  return {
    n,
    cohorts: figures.filter((each) => each.n > 0).length,
    too_few: !enough,
    right,
    omitted: total(figures.map((each) => each.omitted)),
    facility: enough ? right / n : null,
    facility_interval: enough ? wilson(right, n) : null,
    ...discriminationOf(figures),
    upper_minus_lower: enough ? share(upper, key) - share(lower, key) : null,
    option_counts: sums((each) => each.option_counts),
    upper,
    lower,
  };
}

/**
 * Cohorts took different tests, so their correlations are averaged (Fisher's z, weighted by size)
 * instead of computed over learners whose scores do not compare.
 */
function discriminationOf(
  figures: readonly UseFigures[],
): Pick<ItemStatistics, 'discrimination' | 'discrimination_interval'> {
  const known = figures.flatMap(({ n, discrimination: r }) =>
    r === null || n < LEARNERS_MIN ? [] : [{ weight: n - 3, z: Math.atanh(within(r)), r }],
  );
  const weight = total(known.map((each) => each.weight));
  if (weight === 0) return { discrimination: null, discrimination_interval: null };
  const z = total(known.map((each) => each.weight * each.z)) / weight;
  const half = Z95 / Math.sqrt(weight);
  return {
    discrimination: known.length === 1 ? (known[0]?.r ?? null) : Math.tanh(z),
    discrimination_interval: [Math.tanh(z - half), Math.tanh(z + half)],
  };
}

/** The transform has no value at exactly 1. */
function within(correlation: number): number {
  return Math.max(-0.999999, Math.min(0.999999, correlation));
}

function share(group: { n: number; option_counts: number[] }, option: number): number {
  return group.n === 0 ? 0 : (group.option_counts[option] ?? 0) / group.n;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
