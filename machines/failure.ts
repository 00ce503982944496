/** Failures as statecharts see them: the journalled form of `runtime/errors.ts`, told apart here. */

/** What is known of a failure: no stack, no token, no personal data. */
export interface Failure {
  kind: 'transient' | 'terminal' | 'bug';
  code: string;
  message: string;
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** How one attempt of an external call ended. */
export type CallResult =
  | { ok: true; output: { [key: string]: unknown } }
  | { ok: false; failure: Failure }
  | { ok: false; refused: { retry_at: number } };

/** Reads a failure from an error event; what we do not recognise is a bug of ours. */
export function failureFrom(error: unknown): Failure {
  const known = error as Partial<Failure> | null | undefined;
  if (known && typeof known.code === 'string' && typeof known.message === 'string') {
    const kind = known.kind ?? 'bug';
    const failure: Failure = { kind, code: known.code, message: known.message };
    if (typeof known.retryAfterMs === 'number') failure.retryAfterMs = known.retryAfterMs;
    return failure;
  }
  return { kind: 'bug', code: 'UNEXPECTED', message: 'The child ended without saying why.' };
}

/** Whether a failure speaks against the health of an integration. */
export function countsAgainst(failure: Failure): boolean {
  if (isOwnWait(failure)) return false;
  return failure.kind === 'transient' && failure.code !== 'RATE_LIMITED';
}

/**
 * Whether nothing went wrong and nothing was sent: there was no budget for the call yet. It is
 * waited for, like a breaker, and is not an attempt.
 */
export function isOwnWait(failure: Failure): boolean {
  return failure.code === 'QUOTA_WAIT';
}

/** Whether another attempt can help. */
export function isTransient(failure: Failure): boolean {
  return failure.kind === 'transient';
}

/** The result of a finished call; a malformed one is a bug of ours, never a crash. */
export function resultOf(event: { type: string; output?: unknown }): CallResult {
  const output = event.output as CallResult | undefined;
  if (output && typeof output === 'object' && 'ok' in output) return output;
  return { ok: false, failure: failureFrom(undefined) };
}

/** The failure inside a result or an error event, or null if it was none. */
export function failureIn(event: {
  type: string;
  output?: unknown;
  error?: unknown;
}): Failure | null {
  if (event.output === undefined) return failureFrom(event.error);
  const result = resultOf(event);
  return !result.ok && 'failure' in result ? result.failure : null;
}
