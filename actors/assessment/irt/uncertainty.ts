/** How far the fitted curves, and the abilities read off them, can be trusted. */
import { expect, posteriors } from './expectation.ts';
import type { Prior } from './maximisation.ts';
import { type Curve, chanceOf, type Nodes, type Pattern } from './model.ts';

/** Standard errors of slope and difficulty; null where the data leave the curve open. */
export interface CurveErrors {
  slope: number | null;
  difficulty: number | null;
}

/** A symmetric 2 × 2 matrix of (a, d). */
interface Information {
  aa: number;
  ad: number;
  dd: number;
}

/**
 * Each item's observed information (Louis 1982: what complete data would hold, less what not seeing
 * the abilities costs), the other items taken as known; difficulty by the delta method.
 */
export function curveErrors(
  patterns: readonly Pattern[],
  curves: readonly Curve[],
  nodes: Nodes,
  prior: Prior | null,
): CurveErrors[] {
  const { learners } = expect(patterns, curves, nodes);
  const spread = posteriors(patterns, curves, nodes);
  return curves.map((curve, item) => {
    const information = complete(curve, learners, nodes);
    for (const [index, { marks, count }] of patterns.entries())
      lose(
        information,
        count,
        curve,
        marks[item] ?? 0,
        spread[index] ?? new Float64Array(0),
        nodes,
      );
    if (prior !== null) {
      information.aa += 1 / (prior.logSlopeSd * curve.a) ** 2;
      information.dd += 1 / prior.interceptSd ** 2;
    }
    return errorsOf(curve, information);
  });
}

/** Ability of each pattern: mean and spread of its posterior (EAP). */
export function abilities(
  patterns: readonly Pattern[],
  curves: readonly Curve[],
  nodes: Nodes,
): { ability: number; standard_error: number }[] {
  return posteriors(patterns, curves, nodes).map((posterior) => {
    let mean = 0;
    let square = 0;
    for (const [node, theta] of nodes.at.entries()) {
      mean += (posterior[node] ?? 0) * theta;
      square += (posterior[node] ?? 0) * theta * theta;
    }
    return { ability: mean, standard_error: Math.sqrt(Math.max(0, square - mean * mean)) };
  });
}

function complete(curve: Curve, learners: Float64Array, nodes: Nodes): Information {
  const sum = { aa: 0, ad: 0, dd: 0 };
  for (const [node, theta] of nodes.at.entries()) {
    const p = chanceOf(curve, theta);
    const weight = (learners[node] ?? 0) * p * (1 - p);
    sum.aa += weight * theta * theta;
    sum.ad += weight * theta;
    sum.dd += weight;
  }
  return sum;
}

/** Takes off the spread of the item's score over where this pattern's learners may stand. */
function lose(
  information: Information,
  count: number,
  curve: Curve,
  mark: number,
  posterior: Float64Array,
  nodes: Nodes,
): void {
  let [ma, md, aa, ad, dd] = [0, 0, 0, 0, 0];
  for (const [node, theta] of nodes.at.entries()) {
    const share = posterior[node] ?? 0;
    const surplus = mark - chanceOf(curve, theta);
    ma += share * surplus * theta;
    md += share * surplus;
    aa += share * (surplus * theta) ** 2;
    ad += share * surplus * surplus * theta;
    dd += share * surplus * surplus;
  }
  information.aa -= count * (aa - ma * ma);
  information.ad -= count * (ad - ma * md);
  information.dd -= count * (dd - md * md);
}

function errorsOf({ a, d }: Curve, { aa, ad, dd }: Information): CurveErrors {
  const determinant = aa * dd - ad * ad;
  if (!(determinant > 0 && aa > 0)) return { slope: null, difficulty: null };
  const [vaa, vad, vdd] = [dd / determinant, -ad / determinant, aa / determinant];
  const [ba, bd] = [d / (a * a), -1 / a];
  const variance = ba * ba * vaa + 2 * ba * bd * vad + bd * bd * vdd;
  return { slope: Math.sqrt(vaa), difficulty: Math.sqrt(variance) };
}
