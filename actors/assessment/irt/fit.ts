/** Marginal maximum likelihood by EM: fits every item's curve to rows of right and wrong answers. */
import { expect } from './expectation.ts';
import { logPrior, maximise, type Prior } from './maximisation.ts';
import { type Curve, type Nodes, normalNodes, type Pattern } from './model.ts';

/** What came of the fit. `converged` false: the curves are not to be used. */
export interface Fit {
  curves: Curve[];
  /** Of the answers alone, without the prior. */
  logLikelihood: number;
  iterations: number;
  converged: boolean;
}

export interface FitOptions {
  prior: Prior | null;
  nodes?: Nodes;
  iterationsMax?: number;
}

/** log a ~ N(0, .5²), intercept ~ N(0, 2²): what small cohorts are held back by. */
export const REGULAR: Prior = { logSlopeSd: 0.5, interceptSd: 2 };

const CLOSE_ENOUGH = 1e-7;
const ITERATIONS_MAX = 5000;

/**
 * Fits the items of `patterns`, each of which must have been answered both rightly and wrongly.
 * Stops when an iteration raises the log likelihood (with the prior's) by less than 1e-7.
 */
export function fit(patterns: readonly Pattern[], options: FitOptions): Fit {
  const { prior, nodes = normalNodes(), iterationsMax = ITERATIONS_MAX } = options;
  let curves = startingCurves(patterns);
  let before = -Infinity;
  for (let iterations = 1; iterations <= iterationsMax; iterations++) {
    const expected = expect(patterns, curves, nodes);
    const reached = expected.logLikelihood + logPrior(curves, prior);
    const { logLikelihood } = expected;
    if (Math.abs(reached - before) < CLOSE_ENOUGH)
      return { curves, logLikelihood, iterations, converged: true };
    before = reached;
    curves = maximise(curves, expected, nodes, prior);
    if (!curves.every(({ a, d }) => Number.isFinite(a) && Number.isFinite(d))) break;
  }
  const { logLikelihood } = expect(patterns, curves, nodes);
  return { curves, logLikelihood, iterations: iterationsMax, converged: false };
}

/** Slope 1 everywhere, and the intercept that gives each item its share of right answers. */
function startingCurves(patterns: readonly Pattern[]): Curve[] {
  const n = patterns.reduce((sum, { count }) => sum + count, 0);
  const items = patterns[0]?.marks.length ?? 0;
  return Array.from({ length: items }, (_, item) => {
    const right = patterns.reduce((sum, { marks, count }) => sum + count * (marks[item] ?? 0), 0);
    return { a: 1, d: Math.log(right / (n - right)) };
  });
}
