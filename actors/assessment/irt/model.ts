/**
 * The two-parameter logistic model: P(right | θ) = 1 / (1 + exp(−(aθ + d))), difficulty b = −d/a,
 * with θ taken as standard normal. Lord & Novick 1968; information after Birnbaum.
 */

/** One item: how sharply it separates (a), and its intercept (d). */
export interface Curve {
  a: number;
  d: number;
}

/** Answers seen `count` times: 1 right, 0 wrong or omitted. */
export interface Pattern {
  marks: readonly number[];
  count: number;
}

/** Points of ability with the share of learners at each; the shares add up to 1. */
export interface Nodes {
  at: readonly number[];
  weight: readonly number[];
}

const NODES = 41;
const EDGE = 5;

/** 41 even points on [−5, 5] under a standard normal. */
export function normalNodes(): Nodes {
  const at = Array.from({ length: NODES }, (_, index) => -EDGE + (index * 2 * EDGE) / (NODES - 1));
  const density = at.map((theta) => Math.exp((-theta * theta) / 2));
  const total = density.reduce((sum, value) => sum + value, 0);
  return { at, weight: density.map((value) => value / total) };
}

/** Probability of a right answer at ability θ. */
export function chanceOf({ a, d }: Curve, theta: number): number {
  return 1 / (1 + Math.exp(-(a * theta + d)));
}

/** How much the items together tell at ability θ; the standard error there is its root's inverse. */
export function informationAt(curves: readonly Curve[], theta: number): number {
  let sum = 0;
  for (const curve of curves) {
    const p = chanceOf(curve, theta);
    sum += curve.a * curve.a * p * (1 - p);
  }
  return sum;
}

/** Equal rows of marks counted once each: a thousand learners on five items are 32 rows at most. */
export function patternsOf(rows: readonly (readonly number[])[]): Pattern[] {
  const seen = new Map<string, { marks: readonly number[]; count: number }>();
  for (const marks of rows) {
    const key = marks.join('');
    const known = seen.get(key);
    if (known) known.count += 1;
    else seen.set(key, { marks, count: 1 });
  }
  return [...seen.values()];
}
