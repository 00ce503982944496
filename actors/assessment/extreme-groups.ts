/**
 * The best and the weakest 27 % by whole score (Kelley 1939). Learners level at the edge count in
 * part, so that the order in which they were listed changes nothing.
 */

const SHARE = 0.27;

/** How much of each learner counts to the group, 0 to 1; each group's weights add up to `size`. */
export interface ExtremeGroups {
  size: number;
  upper: number[];
  lower: number[];
}

/** Null below two learners. A group holds at least one learner. */
export function extremeGroups(totals: readonly number[]): ExtremeGroups | null {
  const n = totals.length;
  if (n < 2) return null;
  const size = Math.max(1, Math.round(n * SHARE));
  const negated = totals.map((total) => -total);
  return { size, upper: weights(totals, size), lower: weights(negated, size) };
}

function weights(totals: readonly number[], size: number): number[] {
  const edge = totals.toSorted((left, right) => right - left)[size - 1] ?? 0;
  const above = totals.filter((total) => total > edge).length;
  const level = totals.filter((total) => total === edge).length;
  return totals.map((total) => (total > edge ? 1 : total === edge ? (size - above) / level : 0));
}
