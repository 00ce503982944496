/**
 * Keeps our calls below the suite's limits. Whoever has no budget is told how long to wait and
 * sends nothing; the statechart waits, not this process. What the suite says of too many calls
 * makes the budget smaller for a while.
 */
import { transient } from '../../runtime/errors.ts';
import {
  type Bucket,
  drawn,
  filled,
  fullBucket,
  type Limit,
  refused,
  shareLeft,
  shrunk,
  waitFor,
} from './quota-bucket.ts';
import { type Cost, costOf, limitsOf, type QuotaClass, type QuotaScope } from './quota-classes.ts';
import { isRateAnswer, retryAfterMs } from './rate-answer.ts';

/** One bucket and how much of it. */
export interface Draw {
  /** Names the bucket among all installations that share the store. */
  key: string;
  limit: Limit;
  units: number;
}

export interface Taken {
  /** 0: the units were drawn. Else nothing was, and it is worth asking again after so long. */
  waitMs: number;
  /** Part of each bucket that is left, in the order asked. */
  left: number[];
}

/** Where buckets are kept: in this process, or shared by several. */
export interface Buckets {
  /** Draws from all of them or from none. */
  take(draws: Draw[], now: number): Promise<Taken>;
  /** Draws what was used already, even if it is not there. */
  owe(draws: Draw[], now: number): Promise<void>;
  shrink(draws: Draw[], silenceMs: number, now: number): Promise<void>;
}

export interface QuotaObserver {
  /** A call asked; `waitMs` is 0 if it may go. `left` is that of its scarcest bucket. */
  asked(name: QuotaClass, waitMs: number, left: number): void;
  limited(name: QuotaClass): void;
}

export interface QuotaOptions {
  buckets: Buckets;
  /** Part of the published quotas to use, above 0 and at most 1. */
  share: number;
  /** Names the project and the account without telling who they are. */
  owner: Record<QuotaScope, string>;
  now: () => number;
  observe?: QuotaObserver | undefined;
}

type Send = (request: Request) => Promise<Response>;

/** `send`, for as much as there is budget. */
export function withinQuota(send: Send, options: QuotaOptions): Send {
  const { buckets, now } = options;
  return async (request) => {
    const costs = costOf(request);
    if (costs.length === 0) return send(request);
    await takeAll(costs, options);
    const response = await send(request);
    if (await isRateAnswer(response)) {
      const requests = costs.filter(({ name }) => !BYTES.has(name));
      for (const { name } of requests) options.observe?.limited(name);
      const silence = retryAfterMs(response.headers) ?? 0;
      await buckets.shrink(drawsOf(requests, options), silence, now());
    } else if (costs.some(({ name }) => name === 'drive_download')) {
      const units = Number(response.headers.get('content-length') ?? 0);
      await buckets.owe(drawsOf([{ name: 'drive_download', units }], options), now());
    }
    return response;
  };
}

/** Rate answers are about requests; bytes are limited by the day. */
const BYTES = new Set<QuotaClass>(['drive_upload', 'drive_download']);

async function takeAll(costs: Cost[], options: QuotaOptions): Promise<void> {
  const draws = drawsOf(costs, options);
  const { waitMs, left } = await options.buckets.take(draws, options.now());
  for (const { name } of costs) {
    const own = left.filter((_, index) => draws[index]?.name === name);
    options.observe?.asked(name, waitMs, Math.min(1, ...own));
  }
  if (waitMs === 0) return;
  const message = `Waiting for the next share of the Google quota (${costs.map(({ name }) => name).join(', ')}).`;
  throw transient('QUOTA_WAIT', message, { retryAfterMs: waitMs });
}

function drawsOf(costs: Cost[], { share, owner }: QuotaOptions): (Draw & { name: QuotaClass })[] {
  return costs.flatMap(({ name, units }) =>
    limitsOf(name, share).map(([scope, limit]) => ({
      name,
      key: `${name}:${scope}:${owner[scope]}`,
      limit,
      units,
    })),
  );
}

/** Buckets of this process alone. */
export function bucketsInMemory(): Buckets {
  const kept = new Map<string, Bucket>();
  const bucketOf = ({ key, limit }: Draw, now: number): Bucket =>
    kept.get(key) ?? fullBucket(limit, now);
  const change = (one: Draw, now: number, how: typeof drawn): Bucket => {
    const after = how(one.limit, bucketOf(one, now), one.units, now);
    kept.set(one.key, after);
    return after;
  };
  const unchanged: typeof drawn = (limit, bucket, _, now) => filled(limit, bucket, now);
  return {
    async take(draws, now) {
      const waits = draws.map((one) => waitFor(one.limit, bucketOf(one, now), one.units, now));
      const waitMs = Math.max(0, ...waits);
      const left = draws.map((one, index) => {
        const after = waitMs === 0 ? drawn : waits[index] === 0 ? unchanged : refused;
        return shareLeft(one.limit, change(one, now, after));
      });
      return { waitMs, left };
    },
    async owe(draws, now) {
      for (const one of draws) change(one, now, drawn);
    },
    async shrink(draws, silenceMs, now) {
      for (const one of draws) {
        kept.set(one.key, shrunk(one.limit, bucketOf(one, now), silenceMs, now));
      }
    },
  };
}
