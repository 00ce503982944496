/** One clock for all processes of a benchmark on this machine. */

/** Milliseconds, fractions included, of the machine's monotonic clock; the same in every process. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Resolves after about `ms`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
