/** The E-step: where on the ability scale each row of answers most likely comes from. */
import { type Curve, chanceOf, type Nodes, type Pattern } from './model.ts';

/** What the M-step needs, for every node: how many learners, and how many right answers an item. */
export interface Expected {
  logLikelihood: number;
  learners: Float64Array;
  /** By item, then node. */
  right: Float64Array[];
}

/** Log probability of a right and of a wrong answer, by item and node. */
interface LogChances {
  right: Float64Array[];
  wrong: Float64Array[];
}

/** Expected counts over all patterns under the present curves (Bock & Aitkin 1981). */
export function expect(
  patterns: readonly Pattern[],
  curves: readonly Curve[],
  nodes: Nodes,
): Expected {
  const chances = logChances(curves, nodes);
  const learners = new Float64Array(nodes.at.length);
  const right = curves.map(() => new Float64Array(nodes.at.length));
  const posterior = new Float64Array(nodes.at.length);
  let logLikelihood = 0;
  for (const { marks, count } of patterns) {
    logLikelihood += count * fillPosterior(posterior, marks, chances, nodes);
    for (let node = 0; node < posterior.length; node++)
      learners[node] = (learners[node] ?? 0) + count * (posterior[node] ?? 0);
    for (const [item, sums] of right.entries()) {
      if (marks[item] !== 1) continue;
      for (let node = 0; node < posterior.length; node++)
        sums[node] = (sums[node] ?? 0) + count * (posterior[node] ?? 0);
    }
  }
  return { logLikelihood, learners, right };
}

/** The posterior over the nodes for each pattern, in their order. */
export function posteriors(
  patterns: readonly Pattern[],
  curves: readonly Curve[],
  nodes: Nodes,
): Float64Array[] {
  const chances = logChances(curves, nodes);
  return patterns.map(({ marks }) => {
    const posterior = new Float64Array(nodes.at.length);
    fillPosterior(posterior, marks, chances, nodes);
    return posterior;
  });
}

function logChances(curves: readonly Curve[], nodes: Nodes): LogChances {
  const of = (log: (p: number) => number) =>
    curves.map((curve) => Float64Array.from(nodes.at, (theta) => log(chanceOf(curve, theta))));
  return { right: of((p) => Math.log(p)), wrong: of((p) => Math.log1p(-p)) };
}

/** Fills in the posterior of one pattern; returns its log marginal probability. */
function fillPosterior(
  posterior: Float64Array,
  marks: readonly number[],
  { right, wrong }: LogChances,
  nodes: Nodes,
): number {
  for (let node = 0; node < posterior.length; node++)
    posterior[node] = Math.log(nodes.weight[node] ?? 0);
  for (let item = 0; item < marks.length; item++) {
    const row = (marks[item] === 1 ? right[item] : wrong[item]) as Float64Array;
    for (let node = 0; node < posterior.length; node++)
      posterior[node] = (posterior[node] ?? 0) + (row[node] ?? 0);
  }
  // Sixty items multiply to nothing; the largest term keeps the sum in range.
  const largest = posterior.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  for (let node = 0; node < posterior.length; node++) {
    const value = Math.exp((posterior[node] ?? 0) - largest);
    posterior[node] = value;
    sum += value;
  }
  for (let node = 0; node < posterior.length; node++)
    posterior[node] = (posterior[node] ?? 0) / sum;
  return largest + Math.log(sum);
}
