/** What the suite's answers say about going slower. */

/** Why it refuses a call that was one too many. */
export const RATE_REASONS: ReadonlySet<string> = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'sharingRateLimitExceeded',
  'RESOURCE_EXHAUSTED',
  'RATE_LIMIT_EXCEEDED',
]);

/** Whether an answer says "too many calls": 429 always does, 403 does by its reason. */
export async function isRateAnswer(response: Response): Promise<boolean> {
  if (response.status === 429) return true;
  if (response.status !== 403) return false;
  const text = await response.clone().text();
  return [...RATE_REASONS].some((reason) => text.includes(`"${reason}"`));
}

/**
 * Milliseconds that `Retry-After` asks for, as seconds or as a date, which is read against the
 * answer's own date: no clock of ours has to agree with theirs. Null when it says nothing usable.
 */
export function retryAfterMs(headers: Pick<Headers, 'get'>): number | null {
  const header = headers.get('retry-after')?.trim();
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const wait = Date.parse(header) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
