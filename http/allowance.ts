/** How often one link may be used: a bucket a link, refilled as time goes by. */
import { createHash } from 'node:crypto';

export interface Allowance {
  /** Takes one; zero when it was there, else the seconds to wait for the next. */
  take(key: string): number;
}

/** Links remembered at a time; the one used longest ago is forgotten first. */
const KEYS_MAX = 10_000;

/** @param burst uses at once; `perMinute` come back a minute. */
export function createAllowance(
  { burst, perMinute }: { burst: number; perMinute: number },
  now: () => number,
): Allowance {
  const buckets = new Map<string, { left: number; at: number }>();
  const msEach = 60_000 / perMinute;
  return {
    take(key) {
      // A link is a secret: not even memory keeps it longer than the request.
      const hash = createHash('sha256').update(key).digest('base64url');
      const at = now();
      const known = buckets.get(hash) ?? { left: burst, at };
      const left = Math.min(burst, known.left + Math.max(0, at - known.at) / msEach);
      buckets.delete(hash);
      buckets.set(hash, { left: left >= 1 ? left - 1 : left, at });
      const oldest = buckets.size > KEYS_MAX ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      return left >= 1 ? 0 : Math.ceil(((1 - left) * msEach) / 1000);
    },
  };
}
