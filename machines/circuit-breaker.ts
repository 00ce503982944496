/**
 * One circuit breaker for each integration, shared by all workflows of an installation. Callers ask
 * for a permit before they call and report afterwards; only failures that speak against the
 * integration's health count.
 */
import type { AnyEventObject } from 'xstate';
import { countsAgainst, failureFrom, isOwnWait } from './failure.ts';
import { change, define, type Timed, tell } from './machine.ts';
import type { Integration } from './vocabulary.ts';

/** Input of a breaker; `open_ms` is how long it stays open. */
export interface BreakerInput {
  integration: Integration;
  threshold: number;
  open_ms: number;
}

/** What a breaker remembers; shown on the operations page. */
export interface BreakerContext extends Timed {
  integration: Integration;
  threshold: number;
  open_ms: number;
  /** Consecutive failures that counted. */
  failures: number;
  opened_at: number | null;
  retry_at: number | null;
  /** Address of the caller that holds the one probe permit. */
  probe: string | null;
  times_opened: number;
  last_code: string | null;
}

/** Address of an integration's breaker. */
export function breakerAddress(integration: string): string {
  return `breaker.${integration}`;
}

/** How long a probe may take before its permit is given to the next caller. */
export const PROBE_LEASE_MS = 120_000;

type Args = { context: BreakerContext; event: AnyEventObject };

const grant = {
  type: 'tell',
  params: ({ event }: Args) => ({ to: event.caller, event: { type: 'permit.granted' } }),
};
const refuse = {
  type: 'tell',
  params: ({ context, event }: Args) => ({
    to: event.caller,
    event: { type: 'permit.refused', retry_at: context.retry_at ?? event.at },
  }),
};

/** The shared breaker: closed, open, half open. It never ends. */
export const circuitBreaker = define<BreakerContext>(
  {
    id: 'circuitBreaker',
    context: ({ input }) => ({ ...(input as BreakerInput), ...healthy() }),
    initial: 'closed',
    states: {
      closed: {
        tags: ['healthy'],
        entry: ['close'],
        on: {
          'permit.requested': { actions: [grant] },
          'call.succeeded': { guard: 'hasFailures', actions: ['forgetFailures'] },
          'call.failed': [
            { guard: 'reachesThreshold', target: 'open', actions: ['countFailure'] },
            { guard: 'counts', actions: ['countFailure'] },
          ],
        },
      },
      open: {
        tags: ['unavailable'],
        entry: ['open'],
        on: { 'permit.requested': { actions: [refuse] } },
        after: { openFor: { target: 'halfOpen' } },
      },
      halfOpen: {
        tags: ['probing'],
        initial: 'available',
        states: {
          available: {
            on: { 'permit.requested': { target: 'probing', actions: ['lendProbe', grant] } },
          },
          probing: {
            on: {
              'permit.requested': { actions: [refuse] },
              'call.succeeded': { guard: 'isProbe', target: '#circuitBreaker.closed' },
              'call.failed': [
                {
                  guard: 'probeCounts',
                  target: '#circuitBreaker.open',
                  actions: ['countFailure'],
                },
                { guard: 'probeAnswered', target: '#circuitBreaker.closed' },
                { guard: 'isProbe', target: 'available', actions: ['takeBackProbe'] },
              ],
            },
            after: { probeLease: { target: 'available', actions: ['takeBackProbe'] } },
          },
        },
      },
    },
  },
  {
    actions: {
      tell,
      close: change<BreakerContext>(() => healthyAgain()),
      open: change<BreakerContext>((context) => ({
        opened_at: context.at,
        retry_at: context.at + context.open_ms,
        probe: null,
        times_opened: context.times_opened + 1,
      })),
      countFailure: change<BreakerContext>((context, event) => ({
        failures: context.failures + 1,
        last_code: failureFrom(event.failure).code,
      })),
      forgetFailures: change<BreakerContext>(() => ({ failures: 0 })),
      lendProbe: change<BreakerContext>((_, event) => ({
        probe: event.caller,
        retry_at: event.at + PROBE_LEASE_MS / 8,
      })),
      takeBackProbe: change<BreakerContext>(() => ({ probe: null })),
    },
    guards: {
      hasFailures: ({ context }) => context.failures > 0,
      counts: ({ event }) => countsAgainst(failureFrom(event.failure)),
      reachesThreshold: ({ context, event }) =>
        countsAgainst(failureFrom(event.failure)) && context.failures + 1 >= context.threshold,
      isProbe: ({ context, event }) => event.caller === context.probe,
      probeCounts: ({ context, event }) =>
        event.caller === context.probe && countsAgainst(failureFrom(event.failure)),
      // A refusal or a rate limit shows that the integration is up; a bug of ours, or a call that
      // was never sent, shows nothing.
      probeAnswered: ({ context, event }) => {
        const failure = failureFrom(event.failure);
        return event.caller === context.probe && failure.kind !== 'bug' && !isOwnWait(failure);
      },
    },
    delays: {
      openFor: ({ context }) => context.open_ms,
      probeLease: () => PROBE_LEASE_MS,
    },
  },
);

function healthy() {
  return { at: 0, times_opened: 0, last_code: null, ...healthyAgain() };
}

function healthyAgain() {
  return { failures: 0, opened_at: null, retry_at: null, probe: null };
}
