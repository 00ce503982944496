/**
 * The one way a statechart makes an external call: a small compound state that calls through an
 * `integrationCall` child, backs off, waits for the breaker, and asks a person when trying again
 * cannot help. Everything that shows calls (page, timeline, metrics) relies on these state names.
 */
import type { CallingContext, CallParams } from './call-rules.ts';
import { CALL_TIMEOUT_MS, INTEGRATION_OF } from './call-table.ts';
import type { ActionRef, State, Step } from './machine.ts';
import type { CallName, StepName } from './vocabulary.ts';

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
