/** Classical statistics of items and of the whole test; nothing is computed from too few answers. */

/** One learner's answers in item order: index of the chosen option, or null for none. */
export type AnswerRow = (number | null)[];

/** Below this many learners only counts are shown. */
export const LEARNERS_MIN = 10;
const DISCRIMINATION_LEARNERS_MIN = 50;
const DISCRIMINATION_ITEMS_MIN = 15;
const Z95 = 1.959963984540054;

/** What is known of one item. Null: not enough responses, or nothing varies. */
export interface ItemFigures {
  n: number;
  facility: number | null;
  facility_interval: [number, number] | null;
  discrimination: number | null;
  option_counts: number[];
  flags: string[];
}

/** What is known of the test. */
export interface TestFigures {
  n: number;
  mean: number | null;
  sd: number | null;
  kr20: number | null;
  standard_error: number | null;
}

/** Figures for every item; `keys[i]` is the right option of item i, `options[i]` how many it has. */
export function itemFigures(
  rows: readonly AnswerRow[],
  keys: readonly number[],
  options: readonly number[],
): ItemFigures[] {
  const scores = scored(rows, keys);
  const totals = scores.map(sum);
  return keys.map((key, item) => {
    const right = scores.map((row) => row[item] ?? 0);
    const rest = totals.map((total, learner) => total - (right[learner] ?? 0));
    const chosen = rows.map((row) => row[item] ?? null);
    const counts = Array.from(
      { length: options[item] ?? 0 },
      (_, option) => chosen.filter((one) => one === option).length,
    );
    const enough = rows.length >= LEARNERS_MIN;
    const figures: Omit<ItemFigures, 'flags'> = {
      n: rows.length,
      facility: enough ? sum(right) / rows.length : null,
      facility_interval: enough ? wilson(sum(right), rows.length) : null,
      discrimination: enough ? correlation(right, rest) : null,
      option_counts: counts,
    };
    return { ...figures, flags: enough ? flagsOf(figures, key, keys.length, chosen, rest) : [] };
  });
}

/** Mean, spread and KR-20 of the number of right answers. */
export function testFigures(rows: readonly AnswerRow[], keys: readonly number[]): TestFigures {
  const n = rows.length;
  if (n < LEARNERS_MIN) return { n, mean: null, sd: null, kr20: null, standard_error: null };
  const scores = scored(rows, keys);
  const totals = scores.map(sum);
  const spread = variance(totals);
  const sd = Math.sqrt((spread * n) / (n - 1));
  const kr20 = kr20Of(scores, spread, keys.length);
  const standardError = kr20 === null ? null : sd * Math.sqrt(Math.max(0, 1 - kr20));
  return { n, mean: sum(totals) / n, sd, kr20, standard_error: standardError };
}

/** Wilson 95 % interval of a proportion; n must be positive. */
export function wilson(successes: number, n: number): [number, number] {
  const p = successes / n;
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

function kr20Of(scores: readonly number[][], spread: number, items: number): number | null {
  if (items < 2 || spread === 0) return null;
  const n = scores.length;
  let within = 0;
  for (let item = 0; item < items; item++) {
    const p = sum(scores.map((row) => row[item] ?? 0)) / n;
    within += p * (1 - p);
  }
  return (items / (items - 1)) * (1 - within / spread);
}

function flagsOf(
  figures: Omit<ItemFigures, 'flags'>,
  key: number,
  items: number,
  chosen: readonly (number | null)[],
  rest: readonly number[],
): string[] {
  const flags: string[] = [];
  const { n, facility, discrimination } = figures;
  if (facility !== null && facility < 0.3) flags.push('too_hard');
  if (facility !== null && facility > 0.9) flags.push('too_easy');
  const telling = n >= DISCRIMINATION_LEARNERS_MIN && items >= DISCRIMINATION_ITEMS_MIN;
  if (telling && discrimination !== null && discrimination < 0.15) flags.push('low_discrimination');
  return [...flags, ...optionFlags(figures.option_counts, key, chosen, rest)];
}

/** A wrong option nobody takes does nothing; one that the better learners take may be right. */
function optionFlags(
  counts: readonly number[],
  key: number,
  chosen: readonly (number | null)[],
  rest: readonly number[],
): string[] {
  const means = counts.map((_, option) =>
    meanOf(rest.filter((__, learner) => chosen[learner] === option)),
  );
  return counts.flatMap((count, option) => {
    if (option === key) return [];
    if (count === 0) return [`unused_option_${option + 1}`];
    const outscores = (means[option] ?? 0) > (means[key] ?? Number.POSITIVE_INFINITY);
    return outscores ? [`better_learners_chose_option_${option + 1}`] : [];
  });
}

function scored(rows: readonly AnswerRow[], keys: readonly number[]): number[][] {
  return rows.map((row) => keys.map((key, item) => (row[item] === key ? 1 : 0)));
}

/** Pearson's correlation; null where one side does not vary. */
function correlation(left: readonly number[], right: readonly number[]): number | null {
  const n = left.length;
  const spread = Math.sqrt(variance(left) * variance(right));
  if (n < 2 || spread === 0) return null;
  const meanLeft = sum(left) / n;
  const meanRight = sum(right) / n;
  let joint = 0;
  for (const [at, value] of left.entries())
    joint += (value - meanLeft) * ((right[at] ?? 0) - meanRight);
  return joint / n / spread;
}

function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
