/** Hearing of new answers from Google: the subscription, its pulling, and what is counted of it. */
import type { Credentials } from '../actors/workspace/auth.ts';
import { type NoticeSource, startNoticePull } from '../actors/workspace/notice-pull.ts';
import { createSystemClock } from '../ops/clock.ts';
import type { Logger } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { whenAsked } from './when-asked.ts';

export interface GoogleNoticeParts {
  credentials: () => Promise<Credentials>;
  /** `projects/P/subscriptions/S`. */
  subscription: string;
  fetch: typeof globalThis.fetch | undefined;
  /** Resolves once it is stored that the form was answered. */
  handOn(form: string): Promise<unknown>;
  metrics: Pick<Metrics, 'responseNotice' | 'noticePull'>;
  log: Logger;
}

export function startGoogleNotices(parts: GoogleNoticeParts): { close(): Promise<void> } {
  const { metrics, log, handOn, fetch, subscription: name } = parts;
  // Google's time is nobody's rehearsal: its tokens expire and its answers come by the wall clock.
  const clock = createSystemClock();
  const source = whenAsked<NoticeSource>(async () => {
    const { openSubscription } = await import('../actors/workspace/google-subscription.ts');
    const credentials = await parts.credentials();
    return openSubscription({ name, credentials, fetch, now: clock.now });
  });
  return startNoticePull({
    ...{ source, handOn, clock, log, pulled: metrics.noticePull },
    strange: () => metrics.responseNotice('strange'),
  });
}
