/** Sums, spreads and shapes of lists of numbers; what cannot be told is null. */

const Z95 = 1.959963984540054;

/** Shape of a distribution. Each is null where nothing varies or too few values stand behind it. */
export interface Shape {
  mean: number;
  median: number;
  /** Of the sample: divided by n − 1. */
  sd: number | null;
  /** Third and fourth standardised moments; kurtosis is 0 for a normal distribution. */
  skewness: number | null;
  kurtosis: number | null;
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Null for an empty list. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Mean squared distance from the mean, over all values (not n − 1). */
export function variance(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

/** Pearson's correlation; null where one side does not vary. */
export function correlation(left: readonly number[], right: readonly number[]): number | null {
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

/** Shape of at least one value. */
export function shapeOf(values: readonly number[]): Shape {
  const n = values.length;
  const mean = sum(values) / n;
  const sorted = values.toSorted((left, right) => left - right);
  const median = ((sorted[(n - 1) >> 1] ?? 0) + (sorted[n >> 1] ?? 0)) / 2;
  const spread = variance(values);
  const moment = (power: number) => sum(values.map((value) => (value - mean) ** power)) / n;
  return {
    mean,
    median,
    sd: n < 2 ? null : Math.sqrt((spread * n) / (n - 1)),
    skewness: spread === 0 ? null : moment(3) / spread ** 1.5,
    kurtosis: spread === 0 ? null : moment(4) / spread ** 2 - 3,
  };
}

/** Wilson 95 % interval of a proportion; n must be positive. */
export function wilson(successes: number, n: number): [number, number] {
  const p = successes / n;
  const z2 = Z95 * Z95;
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
