/**
 * A token bucket as plain maths: what is in it at a moment, whether a call may have its share, and
 * how it shrinks for a while when the other side says that it was too much. Time is a parameter.
 */

/** How fast a bucket fills and how much it holds. */
export interface Limit {
  /** Units a millisecond. */
  rate: number;
  /** Units; what may go at once after a silence. */
  capacity: number;
}

/** A bucket at a moment. */
export interface Bucket {
  /** Units; below zero while something larger than the bucket is paid off. */
  level: number;
  /** When `level` was true, ms since 1970. In the future while the other side wants silence. */
  at: number;
  /** Part of the rate that is used after the other side complained; 1 ordinarily. */
  factor: number;
  /** When it complained last, ms since 1970; 0 if never. */
  shrunkAt: number;
  /** Units that those who were refused will come back for. */
  awaited: number;
}

/** How long a complaint slows a bucket down. */
export const SHRUNK_MS = 120_000;
/** Complaints so close together are about the same calls. */
export const SAME_COMPLAINT_MS = 10_000;
/** A complaint so soon after the last one's time is up halves again. */
export const REMEMBERED_MS = 300_000;
/** The slowest a bucket gets. */
export const FACTOR_MIN = 1 / 8;
/** Nobody is sent away for longer by a queue alone: it may have gone away meanwhile. */
export const QUEUE_MAX_MS = 600_000;
/** Units that sums of fractions may be off by. */
export const ROUNDING = 1e-6;

/** A bucket nobody has drawn from. */
export function fullBucket(limit: Limit, now: number): Bucket {
  return { level: limit.capacity, at: now, factor: 1, shrunkAt: 0, awaited: 0 };
}

/** The bucket as it is now. A clock that went back fills nothing. */
export function filled(limit: Limit, bucket: Bucket, now: number): Bucket {
  if (now <= bucket.at) return bucket;
  const slowUntil = Math.min(now, Math.max(bucket.at, bucket.shrunkAt + SHRUNK_MS));
  const earned = (slowUntil - bucket.at) * bucket.factor + (now - slowUntil);
  const level = Math.min(limit.capacity, bucket.level + earned * limit.rate);
  const awaited = Math.max(0, bucket.awaited - earned * limit.rate);
  return { ...bucket, level, awaited, at: now };
}

/**
 * Milliseconds until `units` may be drawn; 0 means now. More than the bucket holds is let through
 * when it is full, and paid off afterwards. Whoever has to wait is sent behind those who were sent
 * away before, so that they come back one after the other and not all at once.
 */
export function waitFor(limit: Limit, bucket: Bucket, units: number, now: number): number {
  const present = filled(limit, bucket, now);
  const silence = present.at - now;
  const missing = Math.min(units, limit.capacity) - present.level - ROUNDING;
  if (silence <= 0 && missing <= 0) return 0;
  const factor = present.at < present.shrunkAt + SHRUNK_MS ? present.factor : 1;
  const pace = limit.rate * factor;
  const queue = Math.min(QUEUE_MAX_MS, present.awaited / pace);
  return Math.max(1, Math.ceil(silence + Math.max(0, missing) / pace + queue));
}

/** The bucket after somebody who wanted `units` was sent away. */
export function refused(limit: Limit, bucket: Bucket, units: number, now: number): Bucket {
  const present = filled(limit, bucket, now);
  return { ...present, awaited: present.awaited + units };
}

/** The bucket after `units` were drawn. */
export function drawn(limit: Limit, bucket: Bucket, units: number, now: number): Bucket {
  const present = filled(limit, bucket, now);
  return { ...present, level: present.level - units };
}

/** The bucket after the other side complained, and asked for so many milliseconds of silence. */
export function shrunk(limit: Limit, bucket: Bucket, silenceMs: number, now: number): Bucket {
  const present = filled(limit, bucket, now);
  const quiet = { level: Math.min(0, present.level), at: Math.max(present.at, now + silenceMs) };
  const since = now - present.shrunkAt;
  if (since < SAME_COMPLAINT_MS) return { ...present, ...quiet };
  const again = since < SHRUNK_MS + REMEMBERED_MS;
  const factor = again ? Math.max(FACTOR_MIN, present.factor / 2) : 1 / 2;
  return { ...present, ...quiet, factor, shrunkAt: now };
}

/** Part of the bucket that is left, from 0 to 1. */
export function shareLeft(limit: Limit, bucket: Bucket): number {
  return Math.min(1, Math.max(0, bucket.level / limit.capacity));
}
