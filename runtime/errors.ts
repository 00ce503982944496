/**
 * The three kinds of failure the whole system tells apart, because each leads somewhere else:
 * a transient one is retried by the statechart, a terminal one asks a person or compensates,
 * a bug stops the actor it happened in and nothing else.
 */
export type FailureKind = 'transient' | 'terminal' | 'bug';

/** What is journalled and shown of a failure: no stack, no token, no personal data. */
export interface Failure {
  kind: FailureKind;
  code: string;
  message: string;
  /** How long the other side asked us to wait, in milliseconds. */
  retryAfterMs?: number;
}

/** An error that knows what should follow it. Adapters translate into it at their port. */
export class PresGenError extends Error {
  readonly kind: FailureKind;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.name = 'PresGenError';
    this.kind = failure.kind;
    this.code = failure.code;
    this.retryAfterMs = failure.retryAfterMs;
  }
}

/** A failure that may pass by itself: timeouts, lost sockets, 429 and 5xx answers. */
export function transient(
  code: string,
  message: string,
  more?: { cause?: unknown; retryAfterMs?: number },
): PresGenError {
  const failure: Failure = { kind: 'transient', code, message };
  if (more?.retryAfterMs !== undefined) failure.retryAfterMs = more.retryAfterMs;
  return new PresGenError(failure, { cause: more?.cause });
}

/** A failure that trying again cannot cure: refused, not found, invalid, limit reached. */
export function terminal(code: string, message: string, cause?: unknown): PresGenError {
  return new PresGenError({ kind: 'terminal', code, message }, { cause });
}

/** Reduces anything thrown to what may be journalled. An unknown error is a bug of ours. */
export function toFailure(error: unknown): Failure {
  if (error instanceof PresGenError) {
    const failure: Failure = { kind: error.kind, code: error.code, message: error.message };
    if (error.retryAfterMs !== undefined) failure.retryAfterMs = error.retryAfterMs;
    return failure;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'bug', code: 'UNEXPECTED', message };
}
