/** How much longer something may take. Pure. */

/** Below this the beginning would speak for all the rest. */
const FRACTION_MIN = 0.08;
const SINCE_MIN_MS = 3000;

/** Milliseconds, if it goes on as it went; null where that says nothing yet. */
export function remaining(fraction: number | undefined, sinceMs: number | null): number | null {
  if (fraction === undefined || sinceMs === null) return null;
  if (fraction < FRACTION_MIN || fraction >= 1 || sinceMs < SINCE_MIN_MS) return null;
  return (sinceMs * (1 - fraction)) / fraction;
}
