/** How much of the suite's limits this installation uses, where that is counted, and who watches. */
import type { WorkspaceOptions } from '../actors/workspace/index.ts';
import { type Buckets, bucketsInMemory } from '../actors/workspace/quota.ts';
import type { Config } from '../ops/config.ts';
import type { Logger } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { openSharedBuckets } from './shared-quota.ts';

/** Of the published quotas, unless the configuration says otherwise. */
const SHARE = 0.8;

export interface QuotaRoom {
  /** Undefined where nothing is counted: a local workspace has no quota of its own. */
  quota: WorkspaceOptions['quota'];
  close(): void;
}

export function openQuota(
  config: Pick<Config, 'google' | 'quotaShare' | 'redisUrl'>,
  metrics: Pick<Metrics, 'quotaAsked' | 'quotaLimited'>,
  log: Logger,
): QuotaRoom {
  const share = config.quotaShare ?? (config.google === undefined ? undefined : SHARE);
  if (share === undefined) return { quota: undefined, close: () => undefined };
  const { buckets, close } = bucketsFor(config.redisUrl, log);
  const observe = {
    asked: (name: string, waitMs: number, left: number) =>
      metrics.quotaAsked(name, waitMs / 1000, left),
    limited: metrics.quotaLimited,
  };
  return { quota: { buckets, share, observe }, close };
}

function bucketsFor(url: string | undefined, log: Logger): { buckets: Buckets; close(): void } {
  if (url === undefined) return { buckets: bucketsInMemory(), close: () => undefined };
  const shared = openSharedBuckets({
    url,
    onChange: (isThere) =>
      isThere
        ? log.info({}, 'the Google quota is shared through Redis')
        : log.warn({}, 'Redis is away: every process counts the Google quota for itself'),
  });
  return { buckets: shared, close: shared.close };
}
