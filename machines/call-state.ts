/**
 * The one way a statechart makes an external call: a small compound state that calls through an
 * `integrationCall` child, backs off, waits for the breaker, and asks a person when trying again
 * cannot help. Everything that shows calls (page, timeline, metrics) relies on these state names.
 */
import type { AnyEventObject } from 'xstate';
import { backoffMs, circuitMs } from './backoff.ts';
import { CALL_TIMEOUT_MS, INTEGRATION_OF } from './call-table.ts';
import type { Failure } from './failure.ts';
import { failureFrom, failureIn, isTransient, resultOf } from './failure.ts';
import { type ActionRef, change, type State, type Step, type Timed, timeOf } from './machine.ts';
import type { CallName, StepName, WorkflowSettings } from './vocabulary.ts';

/** How often a call was tried and since when its breaker refuses it. */
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

/** How long a call waits for a breaker before a person is asked. */
export const CIRCUIT_PATIENCE_MS = 24 * 3_600_000;

/** One call as a state. `C` is the context of the machine it is part of. */
export interface CallSpec<C extends CallingContext> {
  call: CallName;
  /** The step it works for; a function where that is only known at run time. */
  step: StepName | ((context: C) => StepName);
  input: (context: C) => object;
  /** Where success leads, and what is kept of the output before that. */
  next: Step | Step[];
  keep?: ActionRef[];
  /** Offered to a person in `needsAttention`. Absent where the workflow cannot do without. */
  skip?: Step;
  giveUp?: Step;
  /** A state outside that takes the place of `needsAttention`. */
  attention?: string;
}

/** Child id of a call; part of addresses, so without characters that need escaping. */
export function childIdOf(call: CallName): string {
  return call.replaceAll('.', '_');
}

/** The compound state of one call. */
export function callState<C extends CallingContext>(spec: CallSpec<C>): State<C> {
  const id = childIdOf(spec.call);
  const call = { call: id, step: typeof spec.step === 'string' ? spec.step : null };
  const attention = spec.attention ?? 'needsAttention';
  const again: Step = {
    ...meantFor(call.step),
    target: 'calling',
    actions: [
      { type: 'noteIntervention', params: call },
      { type: 'forgetTries', params: call },
    ],
  };
  return {
    initial: 'calling',
    meta: { call: spec.call, integration: INTEGRATION_OF[spec.call] },
    onDone: spec.next as never,
    states: {
      calling: {
        tags: ['working'],
        entry: [{ type: 'beginAttempt', params: call }],
        invoke: {
          id,
          src: 'integrationCall',
          input: ({ context }) => callInput(spec, id, context),
          onDone: [
            {
              guard: 'callSucceeded',
              target: 'succeeded',
              actions: [{ type: 'forgetTries', params: call }, ...((spec.keep ?? []) as never[])],
            },
            {
              guard: { type: 'circuitPatienceLeft', params: call },
              target: 'circuitOpen',
              actions: [{ type: 'noteRefusal', params: call }],
            },
            {
              guard: { type: 'mayRetry', params: call },
              target: 'backingOff',
              actions: [{ type: 'noteFailure', params: call }],
            },
            { target: attention, actions: [{ type: 'noteFailure', params: call }] },
          ],
          onError: { target: attention, actions: [{ type: 'noteFailure', params: call }] },
        },
      },
      backingOff: {
        tags: ['retrying'],
        after: { wait: { target: 'calling' } },
        on: { retry: again },
      },
      circuitOpen: {
        tags: ['waiting'],
        after: { wait: { target: 'calling' } },
        on: { retry: again },
      },
      ...(spec.attention ? {} : { needsAttention: attentionState(spec, again, call) }),
      succeeded: { type: 'final' },
    },
  } as State<C>;
}

function attentionState<C extends CallingContext>(
  spec: CallSpec<C>,
  again: Step,
  call: CallParams,
): State<C> {
  return {
    tags: ['needs_attention'],
    on: {
      retry: again,
      edit_input: { ...meantFor(call.step), actions: [{ type: 'editInput', params: call }] },
      ...(spec.skip ? { skip: withoutTries(spec.skip, call) } : {}),
      ...(spec.giveUp ? { give_up: spec.giveUp } : {}),
    },
  } as State<C>;
}

/** Lets a person mean one of two steps that run side by side. */
export function meantFor(step: StepName | null): Pick<Step, 'guard'> {
  return step ? { guard: { type: 'isMeant', params: { step } } } : {};
}

/** A call that was passed over starts from its first attempt if the workflow ever returns to it. */
function withoutTries(step: Step, call: CallParams): Step {
  return {
    ...meantFor(call.step),
    ...step,
    actions: [...(step.actions ?? []), { type: 'forgetTries', params: call }],
  };
}

function callInput<C extends CallingContext>(spec: CallSpec<C>, id: string, context: C): object {
  const step = typeof spec.step === 'string' ? spec.step : spec.step(context);
  return {
    integration: INTEGRATION_OF[spec.call],
    activity: spec.call,
    attempt: context.calls[id]?.attempt ?? 1,
    timeout_ms: CALL_TIMEOUT_MS[spec.call],
    input: { ...spec.input(context), settings: context.settings, step },
  };
}

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
      const attempt = context.calls[params.call]?.attempt ?? 1;
      const at = timeOf(event, context.at);
      return {
        last_failure: { ...failure, ...params, at, attempt },
        error_count: context.error_count + 1,
        wait_ms: backoffMs(`${context.address}/${params.call}`, attempt, failure),
      } as Partial<C>;
    }),
    noteRefusal: change<C, CallParams>((context, event, { call }) => {
      const result = resultOf(event);
      const retryAt = 'refused' in result ? result.refused.retry_at : event.at;
      const tries = context.calls[call] ?? { attempt: 1, refused_since: null };
      return {
        // A refusal was not an attempt: nothing was sent.
        ...patch(context, call, {
          attempt: tries.attempt - 1,
          refused_since: tries.refused_since ?? event.at,
        }),
        wait_ms: circuitMs(`${context.address}/${call}`, retryAt, event.at),
      };
    }),
  };
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
      const attempt = context.calls[call]?.attempt ?? 1;
      return failure !== null && isTransient(failure) && attempt < ATTEMPTS_MAX;
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
