/**
 * One attempt of one external call as an actor of its own, so that everyone can watch it: it asks
 * the breaker, submits, checks the answer, reports back, and always ends with an output. Retrying
 * is its parent's decision.
 */
import type { AnyEventObject } from 'xstate';
import { OUTPUT_KEYS } from './call-table.ts';
import { breakerAddress } from './circuit-breaker.ts';
import type { CallResult, Failure } from './failure.ts';
import { failureFrom } from './failure.ts';
import { change, define, type Timed, tell } from './machine.ts';
import type { CallName, Integration } from './vocabulary.ts';

/** Input of one attempt. `attempt` counts from 1; `timeout_ms` bounds the whole attempt. */
export interface IntegrationCallInput {
  integration: Integration;
  activity: CallName;
  input: object;
  attempt: number;
  timeout_ms: number;
}

/** What an attempt remembers. The activity's input stays here, in the child, and nowhere else. */
export interface IntegrationCallContext extends Timed, IntegrationCallInput {
  address: string;
  result: CallResult | null;
}

/** How long a breaker may be silent before the call goes ahead without its permit. */
export const PERMIT_PATIENCE_MS = 5_000;

type Args = { context: IntegrationCallContext; event: AnyEventObject };

function report(type: 'call.succeeded' | 'call.failed' | 'permit.requested') {
  return {
    type: 'tell',
    params: ({ context, event }: Args) => ({
      to: breakerAddress(context.integration),
      event: { type, caller: context.address, ...reported(type, context, event) },
    }),
  };
}

/** The attempt: probing, submitting, verifying, done. */
export const integrationCall = define<IntegrationCallContext>(
  {
    id: 'integrationCall',
    context: ({ input, self }) => ({
      ...(input as IntegrationCallInput),
      address: self.sessionId,
      at: 0,
      result: null,
    }),
    initial: 'working',
    output: ({ context }: Args) => context.result,
    states: {
      working: {
        initial: 'probing',
        after: {
          watchdog: {
            target: 'done',
            actions: ['keepTimeout', report('call.failed')],
          },
        },
        states: {
          probing: {
            entry: [report('permit.requested')],
            on: {
              'permit.granted': { target: 'submitting' },
              'permit.refused': { target: '#integrationCall.done', actions: ['keepRefusal'] },
            },
            after: { permitPatience: { target: 'submitting' } },
          },
          submitting: {
            invoke: {
              id: 'activity',
              src: 'perform',
              input: ({ context }) => ({ activity: context.activity, input: context.input }),
              onDone: { target: 'verifying', actions: ['keepAnswer'] },
              onError: {
                target: '#integrationCall.done',
                actions: ['keepFailure', report('call.failed')],
              },
            },
          },
          verifying: {
            always: [
              {
                guard: 'isWellFormed',
                target: '#integrationCall.done',
                actions: [report('call.succeeded')],
              },
              {
                target: '#integrationCall.done',
                actions: ['keepBadOutput', report('call.failed')],
              },
            ],
          },
        },
      },
      done: { type: 'final' },
    },
  },
  {
    actions: {
      tell,
      keepAnswer: change<IntegrationCallContext>((_, event) => ({
        result: { ok: true, output: event.output },
      })),
      keepFailure: change<IntegrationCallContext>((_, event) => ({
        result: { ok: false, failure: failureFrom(event.error) },
      })),
      keepRefusal: change<IntegrationCallContext>((_, event) => ({
        result: { ok: false, refused: { retry_at: event.retry_at } },
      })),
      keepBadOutput: change<IntegrationCallContext>((context) => ({
        result: { ok: false, failure: badOutput(context.activity) },
      })),
      keepTimeout: change<IntegrationCallContext>((context) => ({
        result: { ok: false, failure: timedOut(context) },
      })),
    },
    guards: {
      isWellFormed: ({ context }) => context.result?.ok === true && isWellFormed(context),
    },
    delays: {
      watchdog: ({ context }) => context.timeout_ms,
      permitPatience: () => PERMIT_PATIENCE_MS,
    },
  },
);

function reported(
  type: 'call.succeeded' | 'call.failed' | 'permit.requested',
  context: IntegrationCallContext,
  event: AnyEventObject,
): object {
  const at = event.at ?? context.at;
  if (type !== 'call.failed') return { at };
  const result = context.result;
  return { at, failure: result && 'failure' in result ? result.failure : null };
}

function isWellFormed({ result, activity }: IntegrationCallContext): boolean {
  const output: unknown = result?.ok ? result.output : null;
  if (typeof output !== 'object' || output === null) return false;
  return OUTPUT_KEYS[activity].every((key) => key in output);
}

function badOutput(activity: CallName): Failure {
  const wanted = OUTPUT_KEYS[activity].join(', ');
  return {
    kind: 'terminal',
    code: 'BAD_OUTPUT',
    message: `${activity} answered without what it promises: ${wanted}.`,
  };
}

function timedOut(context: IntegrationCallContext): Failure {
  const seconds = Math.round(context.timeout_ms / 1000);
  return {
    kind: 'transient',
    code: 'TIMEOUT',
    message: `${context.activity} gave no answer within ${seconds} s.`,
  };
}
