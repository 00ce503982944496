/** Errors on the wire: RFC 9457 `application/problem+json`, in plain words, never with a stack. */
import type { Context } from 'hono';
import { PresGenError } from '../runtime/errors.ts';

/** One field that is wrong; `path` names it as in the request. */
export interface FieldFault {
  path: string;
  message: string;
}

/** Thrown by routes; becomes the answer. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly more: Record<string, unknown>;

  constructor(status: number, title: string, detail?: string, more: Record<string, unknown> = {}) {
    super(detail ?? title);
    this.status = status;
    this.title = title;
    this.more = more;
  }
}

/** 422 with every wrong field named. */
export function invalid(errors: FieldFault[]): Problem {
  const first = errors[0];
  const detail = first
    ? `${first.path}: ${first.message}`
    : 'the request does not have the expected shape';
  return new Problem(422, 'The request is not valid', detail, { errors });
}

export function notFound(what: string): Problem {
  return new Problem(404, 'Not found', `there is no ${what}`);
}

const STATUS_OF: Record<string, number> = {
  ACTOR_UNKNOWN: 404,
  ACTOR_FINISHED: 409,
  ACTOR_STUCK: 409,
  LETTER_UNKNOWN: 404,
  LETTER_SETTLED: 409,
  LETTER_BLOCKED: 409,
  SNAPSHOT_CORRUPT: 409,
  JOURNAL_GAP: 409,
  REPLAY_FAILED: 409,
  MACHINE_VERSION_UNKNOWN: 409,
  REPLAY_DIVERGED: 409,
  ENGINE_CLOSING: 503,
  PATCH_INVALID: 422,
  BANK_ITEM_UNKNOWN: 404,
  BANK_MOVE_REFUSED: 403,
  BANK_MOVE_IMPOSSIBLE: 409,
  BANK_MOVE_INCOMPLETE: 422,
  BANK_STALE: 409,
};

/** Whatever a route threw, as a Problem; a bug of ours says nothing about its inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof PresGenError && error.kind !== 'bug') {
    const status = STATUS_OF[error.code] ?? (error.kind === 'transient' ? 503 : 422);
    const { code, retryAfterMs } = error;
    const later = status === 503 ? { retry_after: Math.ceil((retryAfterMs ?? 5000) / 1000) } : {};
    return new Problem(status, 'The request cannot be carried out', error.message, {
      code,
      ...later,
    });
  }
  return new Problem(
    500,
    'Something went wrong on our side',
    'The problem was logged; please try again.',
  );
}

/** Sends a Problem. */
export function answer(c: Context, problem: Problem): Response {
  const body = {
    type: 'about:blank',
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    instance: c.req.path,
    ...problem.more,
  };
  const { retry_after: seconds } = problem.more;
  return c.body(JSON.stringify(body), problem.status as 400, {
    'content-type': 'application/problem+json',
    ...(typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {}),
  });
}
