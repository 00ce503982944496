/** What went wrong between us and the provider, in our three kinds; never a body, a key or a prompt. */
import { PresGenError, terminal, transient } from '../../../runtime/errors.ts';

type Sdk = typeof import('ai');

/** @param lateMs the time limit, when that is what ended the call */
export function failureOf(sdk: Sdk, error: unknown, lateMs: number | null): unknown {
  const ours = ownErrorIn(error);
  if (ours) return ours;
  if (lateMs !== null)
    return transient('LLM_TIMEOUT', `The language model gave no answer within ${lateMs / 1000} s.`);
  if (!sdk.APICallError.isInstance(error))
    return transient('LLM_UNAVAILABLE', 'The language model could not be reached.', {
      cause: error,
    });
  const { statusCode, responseHeaders } = error;
  if (statusCode === 429) {
    const retryAfterMs = waitOf(responseHeaders);
    const more = retryAfterMs === null ? { cause: error } : { cause: error, retryAfterMs };
    return transient('RATE_LIMITED', 'The language model asked to slow down.', more);
  }
  if (statusCode === undefined || statusCode >= 500 || statusCode === 408 || statusCode < 400)
    return transient(
      'LLM_UNAVAILABLE',
      statusCode === undefined
        ? 'The language model could not be reached.'
        : `The language model answered with status ${statusCode}.`,
      { cause: error },
    );
  return terminal(
    'LLM_REFUSED',
    `The language model's provider refused the call with status ${statusCode}; check LLM_MODEL, LLM_BASE_URL and LLM_API_KEY.`,
    error,
  );
}

/** The door's own refusal, however deep the SDK wrapped it. */
function ownErrorIn(error: unknown): PresGenError | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    if (at instanceof PresGenError) return at;
  return null;
}

/** Longest wait that is taken over: a workflow does not sleep for a day because a header says so. */
const WAIT_MAX_MS = 15 * 60_000;

function waitOf(headers: Record<string, string> | undefined): number | null {
  const header = headers?.['retry-after']?.trim();
  if (!header) return null;
  const ms = /^\d+$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - Date.parse(headers?.date ?? '');
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), WAIT_MAX_MS) : null;
}
