/** Order statistics of a few samples. */

/** The middle one; the mean of the two middle ones when their number is even; NaN of none. */
export function median(samples: number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The smallest sample that at least `percent` % of all do not exceed (nearest rank); NaN of none. */
export function percentile(samples: number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * samples.length));
  return samples.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN;
}

/** `smallest-largest`, for people. */
export function range(samples: number[], digits = 0): string {
  return `${Math.min(...samples).toFixed(digits)}-${Math.max(...samples).toFixed(digits)}`;
}
