/** How long the pulling of notices waits: for what, and after what. All in ms. */
import type { PresGenError } from '../../runtime/errors.ts';

/** Longest a pull may stay unanswered; the service itself answers within a minute and a half. */
export const PATIENCE_MS = 120_000;

/** After an empty answer, which may have come at once: nobody is asked a hundred times a second. */
export const QUIET_MS = 1000;

/** What goes on failing for the same reason is said again after so long. */
export const UNCHANGED_LOG_MS = 3_600_000;

const TRANSIENT_MAX_MS = 60_000;
const TERMINAL_MIN_MS = 30_000;
const TERMINAL_MAX_MS = 300_000;

/**
 * Doubles with each failure in a row (`failures` from 1). What a person has to mend is tried again
 * too, seldom: a grant given anew or a role added needs no restart. A wait asked for is kept.
 */
export function afterFailure({ kind, retryAfterMs }: PresGenError, failures: number): number {
  const isTransient = kind === 'transient';
  const least = isTransient ? QUIET_MS : TERMINAL_MIN_MS;
  const most = isTransient ? TRANSIENT_MAX_MS : TERMINAL_MAX_MS;
  const grown = Math.min(most, least * 2 ** Math.min(20, failures - 1));
  return Math.max(grown, retryAfterMs ?? 0);
}
