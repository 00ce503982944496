/** The M-step: a few Newton steps (with expected information) for each item on its own. */
import type { Expected } from './expectation.ts';
import { type Curve, chanceOf, type Nodes } from './model.ts';

/** How far from chance a parameter may be taken on little evidence. Null: not at all held back. */
export interface Prior {
  /** Spread of log a around 0. */
  logSlopeSd: number;
  /** Spread of the intercept around 0. */
  interceptSd: number;
}

const STEPS = 3;
const STEP_MAX = 1;

/** Curves that make the expected answers likelier; with a prior, a stays positive. */
export function maximise(
  curves: readonly Curve[],
  expected: Expected,
  nodes: Nodes,
  prior: Prior | null,
): Curve[] {
  return curves.map((curve, item) => {
    let present = curve;
    for (let step = 0; step < STEPS; step++)
      present = newton(present, expected.right[item] as Float64Array, expected, nodes, prior);
    return present;
  });
}

/** Log density of the curves under the prior, but for a constant. */
export function logPrior(curves: readonly Curve[], prior: Prior | null): number {
  if (prior === null) return 0;
  let sum = 0;
  for (const { a, d } of curves)
    sum -= (Math.log(a) / prior.logSlopeSd) ** 2 / 2 + (d / prior.interceptSd) ** 2 / 2;
  return sum;
}

function newton(
  curve: Curve,
  right: Float64Array,
  { learners }: Expected,
  nodes: Nodes,
  prior: Prior | null,
): Curve {
  let [ga, gd, iaa, iad, idd] = [0, 0, 0, 0, 0];
  for (const [node, theta] of nodes.at.entries()) {
    const p = chanceOf(curve, theta);
    const n = learners[node] ?? 0;
    const surplus = (right[node] ?? 0) - n * p;
    const weight = n * p * (1 - p);
    ga += surplus * theta;
    gd += surplus;
    iaa += weight * theta * theta;
    iad += weight * theta;
    idd += weight;
  }
  if (prior === null) {
    const [da, dd] = solve([iaa, iad, idd], [ga, gd]);
    return { a: curve.a + da, d: curve.d + dd };
  }
  // On the scale of log a: derivatives by the chain rule, plus those of the prior.
  const slope = 1 / prior.logSlopeSd ** 2;
  const intercept = 1 / prior.interceptSd ** 2;
  const [dl, dd] = solve(
    [iaa * curve.a ** 2 + slope, iad * curve.a, idd + intercept],
    [ga * curve.a - Math.log(curve.a) * slope, gd - curve.d * intercept],
  );
  return { a: curve.a * Math.exp(dl), d: curve.d + dd };
}

/** The step, at most 1 a parameter: far from the top the quadratic overshoots. */
function solve(
  [aa, ab, bb]: readonly [number, number, number],
  [ga, gb]: readonly [number, number],
): [number, number] {
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 0)) return [0, 0];
  return [held((bb * ga - ab * gb) / determinant), held((aa * gb - ab * ga) / determinant)];
}

function held(step: number): number {
  return Math.max(-STEP_MAX, Math.min(STEP_MAX, step));
}
