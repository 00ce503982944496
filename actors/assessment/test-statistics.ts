/** Classical statistics of the whole test; nothing is computed from too few answers. */
import type { TestStatistics } from '../content.ts';
import { type AnswerRow, LEARNERS_MIN, marksOf } from './item-statistics.ts';
import { shapeOf, sum, variance } from './spread.ts';

/** Distribution of the number of right answers, its reliability, and how far one score may be off. */
export function testFigures(rows: readonly AnswerRow[], keys: readonly number[]): TestStatistics {
  const n = rows.length;
  const items = keys.length;
  if (n < LEARNERS_MIN || items === 0) return { n, items, ...NOTHING };
  const scores = marksOf(rows, keys);
  const totals = scores.map(sum);
  const shape = shapeOf(totals);
  const kr20 = kr20Of(scores, items);
  const standardError =
    kr20 === null || shape.sd === null ? null : shape.sd * Math.sqrt(Math.max(0, 1 - kr20));
  return {
    n,
    items,
    ...shape,
    kr20,
    standard_error: standardError,
    scores: counted(totals, items),
  };
}

const NOTHING = {
  mean: null,
  median: null,
  sd: null,
  skewness: null,
  kurtosis: null,
  kr20: null,
  standard_error: null,
  scores: null,
};

/** Kuder & Richardson's formula 20, with the variance over all learners as in its items. */
function kr20Of(scores: readonly number[][], items: number): number | null {
  const spread = variance(scores.map(sum));
  if (items < 2 || spread === 0) return null;
  let within = 0;
  for (let item = 0; item < items; item++) {
    const p = sum(scores.map((row) => row[item] ?? 0)) / scores.length;
    within += p * (1 - p);
  }
  return (items / (items - 1)) * (1 - within / spread);
}

/** How many learners had 0, 1, 2 … right. */
function counted(totals: readonly number[], items: number): number[] {
  const counts = Array.from({ length: items + 1 }, () => 0);
  for (const total of totals) counts[total] = (counts[total] ?? 0) + 1;
  return counts;
}
