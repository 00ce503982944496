/** Classical statistics of each item; nothing is computed from too few answers. */
import type { ItemStatistics } from '../content.ts';
import { type ExtremeGroups, extremeGroups } from './extreme-groups.ts';
import { correlation, meanOf, sum, wilson } from './spread.ts';

/** One learner's answers in item order: index of the chosen option, or null for none. */
export type AnswerRow = (number | null)[];

/** Below this many learners only counts are shown. */
export const LEARNERS_MIN = 10;
/** One or two strong learners who err are no doubt about the key. */
const PICKERS_MIN = 3;
const DISCRIMINATION_LEARNERS_MIN = 50;
const DISCRIMINATION_ITEMS_MIN = 15;

/** What is known of one item. Null: not enough responses, or nothing varies. */
export type ItemFigures = Required<Omit<ItemStatistics, 'item'>>;

/** Figures for every item; `keys[i]` is the right option of item i, `options[i]` how many it has. */
export function itemFigures(
  rows: readonly AnswerRow[],
  keys: readonly number[],
  options: readonly number[],
): ItemFigures[] {
  const scores = marksOf(rows, keys);
  const totals = scores.map(sum);
  const groups = rows.length >= LEARNERS_MIN ? extremeGroups(totals) : null;
  return keys.map((key, item) => {
    const right = scores.map((row) => row[item] ?? 0);
    const rest = totals.map((total, learner) => total - (right[learner] ?? 0));
    const chosen = rows.map((row) => row[item] ?? null);
    const figures = figuresOf(right, rest, chosen, options[item] ?? 0, groups);
    return { ...figures, flags: flagsOf(figures, key, keys.length) };
  });
}

/** 1 for each right answer, 0 for a wrong or an omitted one. */
export function marksOf(rows: readonly AnswerRow[], keys: readonly number[]): number[][] {
  return rows.map((row) => keys.map((key, item) => (row[item] === key ? 1 : 0)));
}

function figuresOf(
  right: readonly number[],
  rest: readonly number[],
  chosen: readonly (number | null)[],
  options: number,
  groups: ExtremeGroups | null,
): Omit<ItemFigures, 'flags'> {
  const n = right.length;
  const enough = n >= LEARNERS_MIN;
  const every = Array.from({ length: options }, (_, option) => option);
  const counts = every.map((option) => chosen.filter((one) => one === option).length);
  return {
    n,
    omitted: n - sum(counts),
    facility: enough ? sum(right) / n : null,
    facility_interval: enough ? wilson(sum(right), n) : null,
    discrimination: enough ? correlation(right, rest) : null,
    upper_minus_lower: groups && apart(right, groups),
    option_counts: counts,
    option_rest_means: every.map((option) =>
      enough ? meanOf(rest.filter((_, learner) => chosen[learner] === option)) : null,
    ),
  };
}

/** Share right among the best 27 % less the share among the weakest. */
function apart(right: readonly number[], { size, upper, lower }: ExtremeGroups): number {
  const weighed = right.map((mark, at) => mark * ((upper[at] ?? 0) - (lower[at] ?? 0)));
  return sum(weighed) / size;
}

function flagsOf(figures: Omit<ItemFigures, 'flags'>, key: number, items: number): string[] {
  const flags: string[] = [];
  const { n, facility, discrimination } = figures;
  if (n < LEARNERS_MIN) return flags;
  if (facility !== null && facility < 0.3) flags.push('too_hard');
  if (facility !== null && facility > 0.9) flags.push('too_easy');
  const telling = n >= DISCRIMINATION_LEARNERS_MIN && items >= DISCRIMINATION_ITEMS_MIN;
  if (telling && discrimination !== null && discrimination < 0.15) flags.push('low_discrimination');
  return [...flags, ...optionFlags(figures, key)];
}

/** A wrong option nobody takes does nothing; one that the better learners take may be right. */
function optionFlags(
  { option_counts, option_rest_means }: Omit<ItemFigures, 'flags'>,
  key: number,
): string[] {
  return option_counts.flatMap((count, option) => {
    if (option === key) return [];
    if (count === 0) return [`unused_option_${option + 1}`];
    const right = option_rest_means[key] ?? Number.POSITIVE_INFINITY;
    return count >= PICKERS_MIN && (option_rest_means[option] ?? 0) > right
      ? [`better_learners_chose_option_${option + 1}`]
      : [];
  });
}
