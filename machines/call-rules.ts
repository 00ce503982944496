/** What a machine must remember to make calls, and how that changes: tries, failures, waits. */
import type { AnyEventObject } from 'xstate';
import { backoffMs, circuitMs, quotaMs } from './backoff.ts';
import {
  type Failure,
  failureFrom,
  failureIn,
  isOwnWait,
  isTransient,
  resultOf,
} from './failure.ts';
import { change, type Timed, timeOf } from './machine.ts';
import type { StepName, WorkflowSettings } from './vocabulary.ts';

/** How often a call was tried, and since when it is refused by its breaker or has no budget. */
export interface CallTries {
  attempt: number;
  refused_since: number | null;
}

/** A failure with where and when it happened. */
export interface LastFailure extends Failure {
  call: string;
  step: StepName | null;
  at: number;
  attempt: number;
}

/** What a machine must remember to make calls. */
export interface CallingContext extends Timed {
  /** This actor's own address; seeds the jitter. */
  address: string;
  settings: WorkflowSettings;
  /** Tries of the calls in progress, by child id. */
  calls: Record<string, CallTries>;
  /** Milliseconds of the wait being entered. */
  wait_ms: number;
  last_failure: LastFailure | null;
  /** Failed attempts so far. */
  error_count: number;
}

/** Attempts of one call before a person is asked. */
export const ATTEMPTS_MAX = 5;

/** How long a call waits for a breaker, or for budget, before a person is asked. */
export const CIRCUIT_PATIENCE_MS = 24 * 3_600_000;

/** Which call an action or guard is about: its child id, and its step where that is fixed. */
export type CallParams = { call: string; step: StepName | null };

/** The actions a machine with calls provides, beside its own. */
export function callActions<C extends CallingContext>() {
  const patch = (context: C, id: string, tries: CallTries) =>
    ({ calls: { ...context.calls, [id]: tries } }) as Partial<C>;
  return {
    beginAttempt: change<C, CallParams>(
      (context, _, { call }) => ({ calls: begunTry(context, call) }) as Partial<C>,
    ),
    forgetTries: change<C, CallParams>((context, _, { call }) => {
      const { [call]: _gone, ...calls } = context.calls;
      const last_failure = context.last_failure?.call === call ? null : context.last_failure;
      return { calls, last_failure } as Partial<C>;
    }),
    noteFailure: change<C, CallParams>((context, event, params) => {
      const failure = failureIn(event) ?? refusedTooLong();
      const tries = context.calls[params.call] ?? { attempt: 1, refused_since: null };
      const { attempt } = tries;
      const at = timeOf(event, context.at);
      const last_failure = { ...failure, ...params, at, attempt };
      if (isOwnWait(failure)) {
        return {
          ...patch(context, params.call, notAnAttempt(tries, at)),
          last_failure,
          wait_ms: quotaMs(`${context.address}/${params.call}`, failure, at),
        } as Partial<C>;
      }
      return {
        last_failure,
        error_count: context.error_count + 1,
        wait_ms: backoffMs(`${context.address}/${params.call}`, attempt, failure),
      } as Partial<C>;
    }),
    noteRefusal: change<C, CallParams>((context, event, { call }) => {
      const result = resultOf(event);
      const retryAt = 'refused' in result ? result.refused.retry_at : event.at;
      const tries = context.calls[call] ?? { attempt: 1, refused_since: null };
      return {
        ...patch(context, call, notAnAttempt(tries, event.at)),
        wait_ms: circuitMs(`${context.address}/${call}`, retryAt, event.at),
      };
    }),
  };
}

/** A refusal was not an attempt: nothing was sent. How long it goes on is counted instead. */
function notAnAttempt({ attempt, refused_since }: CallTries, at: number): CallTries {
  return { attempt: attempt - 1, refused_since: refused_since ?? at };
}

/** The tries of all calls after one more attempt of `call`. */
export function begunTry(context: CallingContext, call: string): Record<string, CallTries> {
  const tries = context.calls[call] ?? { attempt: 0, refused_since: null };
  return { ...context.calls, [call]: { ...tries, attempt: tries.attempt + 1 } };
}

type Args<C> = { context: C; event: AnyEventObject };

/** The guards a machine with calls provides, beside its own. */
export function callGuards<C extends CallingContext>() {
  return {
    isMeant: ({ event }: Args<C>, { step }: { step: StepName }) =>
      event.step === undefined || event.step === null || event.step === step,
    callSucceeded: ({ event }: Args<C>) => resultOf(event).ok,
    circuitPatienceLeft: ({ context, event }: Args<C>, { call }: CallParams) => {
      if (!('refused' in resultOf(event))) return false;
      const since = context.calls[call]?.refused_since ?? event.at;
      return event.at - since < CIRCUIT_PATIENCE_MS;
    },
    mayRetry: ({ context, event }: Args<C>, { call }: CallParams) => {
      const failure = failureIn(event);
      if (failure === null || !isTransient(failure)) return false;
      const { attempt, refused_since } = context.calls[call] ?? { attempt: 1, refused_since: null };
      if (!isOwnWait(failure)) return attempt < ATTEMPTS_MAX;
      const at = timeOf(event, context.at);
      return at - (refused_since ?? at) < CIRCUIT_PATIENCE_MS;
    },
  };
}

/** The delays a machine with calls provides, beside its own. */
export function callDelays<C extends CallingContext>() {
  return { wait: ({ context }: Args<C>) => context.wait_ms };
}

/** What a machine with calls starts from. */
export function callingContext(
  address: string,
  settings: WorkflowSettings,
  at: number,
): CallingContext {
  return { address, settings, at, calls: {}, wait_ms: 0, last_failure: null, error_count: 0 };
}

function refusedTooLong(): Failure {
  return failureFrom({
    kind: 'transient',
    code: 'CIRCUIT_OPEN',
    message: 'The integration has been unavailable for a day.',
  });
}
