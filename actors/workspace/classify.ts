/** Turns whatever the Google client throws into the three kinds of failure the statecharts know. */
import { PresGenError, terminal, transient } from '../../runtime/errors.ts';
import { RATE_REASONS, retryAfterMs } from './rate-answer.ts';

interface ErrorBody {
  error?:
    | string
    | {
        status?: string;
        message?: string;
        errors?: { reason?: string }[];
        details?: { reason?: string }[];
      };
}

const SOCKET_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/**
 * The failure behind a rejected Google call. Anything that is not an answer, a lost connection,
 * a timeout or a stop is returned unchanged: it is a bug of ours and must look like one.
 */
export function classify(error: unknown): unknown {
  const chain = [...causes(error)];
  const ours = chain.find((link) => link instanceof PresGenError);
  if (ours) return ours;
  const status = statusOf(error);
  if (status !== null) return ofAnswer(error, status);
  if (isRevoked(error)) return reconnect(error);
  const trouble = chain.map(troubleOf).find((found) => found !== null);
  if (!trouble) return error;
  return transient(trouble.code, trouble.message, { cause: error });
}

/** What one link of a chain of causes says about why no answer came. */
function troubleOf(link: unknown): { code: string; message: string } | null {
  const { name, code, message } = link as { name?: string; code?: unknown; message?: string };
  const says = (word: string): boolean => name === word || code === word;
  if (says('TimeoutError')) {
    return { code: 'GOOGLE_UNAVAILABLE', message: 'Google did not answer in time.' };
  }
  if (says('AbortError')) return { code: 'ABORTED', message: 'The call was stopped.' };
  if (typeof code === 'string' && SOCKET_CODES.has(code)) {
    return { code: 'GOOGLE_UNAVAILABLE', message: `Lost the connection to Google (${code}).` };
  }
  // What the platform says of any other trouble on the way, an unreadable answer for instance.
  if (link instanceof TypeError && message === 'fetch failed') {
    return { code: 'GOOGLE_UNAVAILABLE', message: 'The call did not reach Google.' };
  }
  return null;
}

/** HTTP status of the answer, or null when there was none. */
export function statusOf(error: unknown): number | null {
  const response = (error as { response?: { status?: unknown } } | null)?.response;
  return typeof response?.status === 'number' ? response.status : null;
}

function ofAnswer(error: unknown, status: number): PresGenError {
  const reason = reasonOf(error);
  if (status === 401 || isRevoked(error)) return reconnect(error);
  if (status === 429 || (status === 403 && RATE_REASONS.has(reason))) {
    const { response } = error as { response?: unknown };
    const wait = retryAfterMs({ get: (name) => headerOf(response, name) });
    return transient('RATE_LIMITED', 'Google asked us to slow down.', {
      cause: error,
      ...(wait === null ? {} : { retryAfterMs: wait }),
    });
  }
  if (status === 408 || status >= 500) {
    return transient('GOOGLE_UNAVAILABLE', `Google answered ${status}.`, { cause: error });
  }
  const known = status === 403 ? REFUSALS[reason] : undefined;
  if (known) return terminal(known.code, known.message, error);
  if (reason === 'invalidSharingRequest') {
    const message = 'The drive would not tell somebody about a file, and may have shared it.';
    return terminal('SHARING_UNSURE', message, error);
  }
  if (status === 404)
    return terminal('GOOGLE_NOT_FOUND', 'Google does not know this object.', error);
  if (status === 409) return terminal('GOOGLE_CONFLICT', 'An object with this id exists.', error);
  return terminal('GOOGLE_REFUSED', `Google answered ${status} (${reason || 'no reason'}).`, error);
}

/** Refusals that a person can do something about: what it is, and what to do. */
const REFUSALS: Record<string, { code: string; message: string }> = {
  storageQuotaExceeded: {
    code: 'GOOGLE_STORAGE_FULL',
    message: 'The drive has no room left. Delete what is not needed or get more room, then retry.',
  },
  insufficientFilePermissions: {
    code: 'GOOGLE_PERMISSION_MISSING',
    message:
      'The Google account may not change this file or folder. Give it the right to edit there (on a shared drive: content manager), then retry.',
  },
  domainPolicy: {
    code: 'GOOGLE_DOMAIN_POLICY',
    message:
      'The rules of your Google Workspace forbid this. Its administrator allows the app, or sharing with these people, in the admin console; then retry.',
  },
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: {
    code: 'GOOGLE_SCOPE_MISSING',
    message:
      'The Google connection does not cover this. An administrator connects it again in the settings and leaves every box ticked.',
  },
  accessNotConfigured: {
    code: 'GOOGLE_API_DISABLED',
    message:
      'The Google Drive or Forms API is switched off in the Google Cloud project. Enable both there, wait a few minutes, then retry.',
  },
};

function reconnect(error: unknown): PresGenError {
  return terminal(
    'RECONNECT_NEEDED',
    'Google no longer accepts the connection. An administrator connects it again in the settings; then this goes on.',
    error,
  );
}

function isRevoked(error: unknown): boolean {
  return bodyOf(error)?.error === 'invalid_grant';
}

function bodyOf(error: unknown): ErrorBody | null {
  const data = (error as { response?: { data?: unknown } } | null)?.response?.data;
  return typeof data === 'object' && data !== null ? (data as ErrorBody) : null;
}

function reasonOf(error: unknown): string {
  const body = bodyOf(error)?.error;
  if (typeof body === 'string') return body;
  const detail = body?.details?.find(({ reason }) => typeof reason === 'string');
  return body?.errors?.[0]?.reason ?? detail?.reason ?? body?.status ?? '';
}

/** Typed calls answer with plain-object headers, `auth.request` with `Headers`. */
export function headerOf(response: unknown, name: string): string | null {
  const headers = (response as { headers?: unknown } | null)?.headers;
  if (headers instanceof Headers) return headers.get(name);
  const value = (headers as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : null;
}

function* causes(error: unknown): Generator<unknown> {
  let link: unknown = error;
  for (let depth = 0; depth < 6 && typeof link === 'object' && link !== null; depth++) {
    yield link;
    link = (link as { cause?: unknown }).cause;
  }
}
