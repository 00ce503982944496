/** Item response figures of one cohort: which model its size allows, and what came of it. Pure. */
import type { ItemResponse } from '../../content.ts';
import { type Fit, fit, REGULAR } from './fit.ts';
import type { Prior } from './maximisation.ts';
import { type Curve, informationAt, normalNodes, type Pattern, patternsOf } from './model.ts';
import { abilities, curveErrors } from './uncertainty.ts';

/** Below this many learners nothing is fitted at all. */
export const FIT_LEARNERS_MIN = 50;
/** From here the answers carry the plain model, without a prior. */
export const PLAIN_LEARNERS_MIN = 200;
/** Fewer items leave the two parameters open. */
export const FIT_ITEMS_MIN = 5;
/** A slope no plain fit is believed in: the answers separate completely. */
const SLOPE_MAX = 4;
/** Below this an item says so little that its difficulty has no place on the scale. */
const SLOPE_MIN = 0.1;
const INFORMATION_AT = [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3];

/** Figures by the position of items and learners; names are put to them by whoever asked. */
export interface Estimate
  extends Pick<
    ItemResponse,
    'model' | 'n' | 'log_likelihood' | 'iterations' | 'information' | 'reliability'
  > {
  items: (Omit<ItemResponse['items'][number], 'item'> & { index: number })[];
  left_out: { index: number; reason: string }[];
  /** In the order of the rows. */
  learners: { ability: number; standard_error: number }[];
}

/**
 * Fits rows of 1 (right) and 0 (wrong or omitted), one a learner. Null below 50 learners, with
 * fewer than 5 items on which learners differ, or where the fit does not settle.
 */
export function estimate(rows: readonly (readonly number[])[]): Estimate | null {
  const n = rows.length;
  if (n < FIT_LEARNERS_MIN) return null;
  const shares = (rows[0] ?? []).map(
    (_, item) => rows.reduce((sum, row) => sum + (row[item] ?? 0), 0) / n,
  );
  const used = shares.flatMap((share, item) => (share > 0 && share < 1 ? [item] : []));
  if (used.length < FIT_ITEMS_MIN) return null;
  const kept = rows.map((row) => used.map((item) => row[item] ?? 0));
  const patterns = patternsOf(kept);
  const fitted = fitBySize(patterns, n);
  if (fitted === null) return null;
  return {
    ...figuresOf(kept, patterns, fitted, used),
    left_out: shares.flatMap((share, index) => {
      if (share === 0) return [{ index, reason: 'nobody answered it rightly' }];
      return share === 1 ? [{ index, reason: 'everybody answered it rightly' }] : [];
    }),
  };
}

interface Fitted extends Fit {
  prior: Prior | null;
}

function fitBySize(patterns: readonly Pattern[], n: number): Fitted | null {
  if (n >= PLAIN_LEARNERS_MIN) {
    const plain = fit(patterns, { prior: null });
    const isBelievable = plain.curves.every(({ a }) => Math.abs(a) <= SLOPE_MAX);
    if (plain.converged && isBelievable) return { ...plain, prior: null };
  }
  const held = fit(patterns, { prior: REGULAR });
  return held.converged ? { ...held, prior: REGULAR } : null;
}

function figuresOf(
  rows: readonly (readonly number[])[],
  patterns: readonly Pattern[],
  { curves, prior, logLikelihood, iterations }: Fitted,
  used: readonly number[],
): Omit<Estimate, 'left_out'> {
  const nodes = normalNodes();
  const errors = curveErrors(patterns, curves, nodes, prior);
  const found = abilities(patterns, curves, nodes);
  const byMarks = new Map(patterns.map(({ marks }, index) => [marks.join(''), found[index]]));
  const learners = rows.flatMap((row) => byMarks.get(row.join('')) ?? []);
  return {
    model: prior === null ? '2pl' : 'regularised_2pl',
    n: rows.length,
    log_likelihood: logLikelihood,
    iterations,
    items: curves.map((curve, at) => ({
      index: used[at] ?? at,
      ...placed(curve, errors[at]?.slope ?? null, errors[at]?.difficulty ?? null),
    })),
    learners,
    information: INFORMATION_AT.map((ability) => {
      const information = informationAt(curves, ability);
      return { ability, information, standard_error: 1 / Math.sqrt(information) };
    }),
    reliability: reliabilityOf(learners),
  };
}

function placed({ a, d }: Curve, slopeError: number | null, difficultyError: number | null) {
  const tells = a >= SLOPE_MIN;
  return {
    slope: a,
    slope_error: slopeError,
    difficulty: tells ? -d / a : null,
    difficulty_error: tells ? difficultyError : null,
  };
}

/** Share of the spread of abilities that is not error: var(EAP) / (var(EAP) + mean error²). */
function reliabilityOf(learners: readonly { ability: number; standard_error: number }[]): number {
  const n = learners.length;
  const mean = learners.reduce((sum, { ability }) => sum + ability, 0) / n;
  const spread = learners.reduce((sum, { ability }) => sum + (ability - mean) ** 2, 0) / n;
  const error = learners.reduce((sum, each) => sum + each.standard_error ** 2, 0) / n;
  return spread / (spread + error);
}
