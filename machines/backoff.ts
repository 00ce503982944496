/**
 * How long to wait before the next attempt: full jitter, but derived from the actor's address, the
 * call and the attempt, so that a replay waits exactly as long as the original run did.
 */
import type { Failure } from './failure.ts';

const ORDINARY = { baseMs: 1_000, capMs: 120_000 };
const RATE_LIMITED = { baseMs: 5_000, capMs: 600_000 };
const QUOTA_SPREAD_MS = 2_000;

/** Milliseconds to wait after attempt number `attempt` (from 1) failed. */
export function backoffMs(seed: string, attempt: number, failure: Failure): number {
  const pace = failure.code === 'RATE_LIMITED' ? RATE_LIMITED : ORDINARY;
  const ceiling = Math.min(pace.capMs, pace.baseMs * 2 ** (attempt - 1));
  const jitter = Math.round(ceiling * fraction(`${seed}/${attempt}`));
  // What the other side asked for is a floor; the jitter on top spreads those who asked together.
  return (failure.retryAfterMs ?? 0) + jitter;
}

/**
 * Milliseconds until a call without budget asks again: a moment longer than its bucket says, and
 * never all at once, so that whoever makes few calls finds room among those who make many.
 */
export function quotaMs(seed: string, failure: Failure, now: number): number {
  const spread = QUOTA_SPREAD_MS * (1 + fraction(`${seed}/${now}`));
  return (failure.retryAfterMs ?? 0) + Math.round(spread);
}

/** Milliseconds until a breaker may let us through, spread so that not all callers come at once. */
export function circuitMs(seed: string, retryAt: number, now: number): number {
  return Math.max(0, retryAt - now) + Math.round(5_000 * fraction(`${seed}/${retryAt}`));
}

/** A number in [0, 1) that depends on the text alone. */
export function fraction(text: string): number {
  return fnv1a(text) / 2 ** 32;
}

/** FNV-1a over UTF-16 code units with a final mix, 32 bits, unsigned. */
export function fnv1a(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
