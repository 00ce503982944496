/**
 * The collection of answers as it was before forms were watched: one reminder, and a form that was
 * read for the last time the moment it closed. Kept for those that began on it.
 */
import type { AnyEventObject } from 'xstate';
import {
  type CallingContext,
  callActions,
  callDelays,
  callGuards,
  callingContext,
} from '../call-rules.ts';
import { callState } from '../call-state.ts';
import { CALL_TIMEOUT_MS, INTEGRATION_OF } from '../call-table.ts';
import { type Failure, failureIn, isTransient, resultOf } from '../failure.ts';
import { change, define, type State } from '../machine.ts';
import type { CallName, Link, WorkflowSettings } from '../vocabulary.ts';

/** Input; times in ms since 1970. */
interface UnwatchedInput {
  workflow: string;
  settings: WorkflowSettings;
  form: Link;
  opened_at: number;
  closes_at: number;
}

/** Context: who has answered, and how the polling goes. */
interface UnwatchedContext extends CallingContext {
  workflow: string;
  form: Link;
  opened_at: number;
  closes_at: number;
  answered: string[];
  missing: string[];
  poll_ms: number;
  reads: number;
  failed_reads: number;
  /** A learner handed in while a read was under way. */
  nudged: boolean;
  reminder_due: boolean;
  reminded: number;
  failure: Failure | null;
}

const POLL_MIN_MS = 30_000;
const POLL_MAX_MS = 15 * 60_000;
const NUDGE_DEBOUNCE_MS = 2_000;

type Context = UnwatchedContext;
type Args = { context: Context; event: AnyEventObject };

/** Ends with `{ok: true, answered, missing}` or `{ok: false, failure}`. */
export const responseCollectionUnwatched = define<Context>(
  {
    id: 'responseCollection',
    context: ({ input, self }) => startFrom(input as UnwatchedInput, self.sessionId),
    initial: 'open',
    output: ({ context }: Args) => outputOf(context),
    states: {
      open: {
        initial: 'reading',
        after: {
          untilHalfTime: { actions: ['wantReminder'] },
          untilDeadline: { target: 'closing' },
        },
        on: { 'response.submitted': { actions: ['noteNudge'] } },
        states: {
          reading: {
            tags: ['working'],
            entry: ['beginRead'],
            invoke: {
              id: 'responses_read',
              src: 'integrationCall',
              input: ({ context }) => childInput('responses.read', context, {}),
              onDone: [
                { guard: 'callSucceeded', target: 'deciding', actions: ['keepAnswered'] },
                { guard: 'mayReadAgain', target: 'waiting', actions: ['noteFailedRead'] },
                { target: '#responseCollection.failed', actions: ['keepFailure'] },
              ],
              onError: { target: '#responseCollection.failed', actions: ['keepFailure'] },
            },
          },
          deciding: {
            always: [
              { guard: 'allAnswered', target: '#responseCollection.closing' },
              { target: 'waiting' },
            ],
          },
          waiting: {
            tags: ['waiting'],
            always: [
              { guard: 'isNudged', target: 'debouncing' },
              { guard: 'isReminderDue', target: 'reminding' },
            ],
            after: { poll: { target: 'reading' } },
          },
          debouncing: { tags: ['waiting'], after: { nudgeDebounce: { target: 'reading' } } },
          reminding: reminding(),
        },
      },
      closing: callState<Context>({
        call: 'responses.close',
        step: 'response_collection',
        input: ({ form }) => ({ form }),
        keep: ['keepClosed'],
        next: { target: 'collected' },
        attention: '#responseCollection.failed',
      }),
      collected: { type: 'final' },
      failed: { type: 'final', entry: ['keepDefeat'] },
    },
  },
  {
    actions: {
      ...callActions<Context>(),
      noteIntervention: change<Context>(() => ({})),
      wantReminder: change<Context>((context) => ({ reminder_due: context.missing.length > 0 })),
      noteNudge: change<Context>(() => ({ nudged: true })),
      beginRead: change<Context>(() => ({ nudged: false })),
      keepAnswered: change<Context>((context, event) => answeredNow(context, event.output.output)),
      noteFailedRead: change<Context>((context) => ({
        failed_reads: context.failed_reads + 1,
        poll_ms: slower(context.poll_ms),
      })),
      noteReminded: change<Context>((context) => ({
        reminder_due: false,
        reminded: context.reminded + 1,
      })),
      keepFailure: change<Context>((_, event) => ({ failure: failureIn(event) })),
      keepClosed: change<Context>((_, event) => ({
        answered: event.output.output.answered,
        missing: event.output.output.missing,
      })),
      keepDefeat: change<Context>((context) => ({
        failure: context.failure ?? failureOf(context),
      })),
    },
    guards: {
      ...callGuards<Context>(),
      mayReadAgain: ({ event }) => {
        const failure = failureIn(event);
        return 'refused' in resultOf(event) || (failure !== null && isTransient(failure));
      },
      allAnswered: ({ context }) => context.missing.length === 0,
      isNudged: ({ context }) => context.nudged,
      isReminderDue: ({ context }) => context.reminder_due,
    },
    delays: {
      ...callDelays<Context>(),
      untilHalfTime: ({ context }) => Math.round(openMs(context) / 2),
      untilDeadline: ({ context }) => openMs(context),
      poll: ({ context }) => context.poll_ms,
      nudgeDebounce: () => NUDGE_DEBOUNCE_MS,
    },
  },
);

/** A reminder is best effort: however it ends, the collection goes on. */
function reminding(): State<Context> {
  const onwards = { target: 'waiting', actions: ['noteReminded'] };
  return {
    tags: ['working'],
    invoke: {
      id: 'responses_remind',
      src: 'integrationCall',
      input: ({ context }) => childInput('responses.remind', context, { missing: context.missing }),
      onDone: onwards,
      onError: onwards,
    },
  };
}

function childInput(call: CallName, context: Context, more: object): object {
  return {
    integration: INTEGRATION_OF[call],
    activity: call,
    attempt: 1,
    timeout_ms: CALL_TIMEOUT_MS[call],
    input: {
      form: context.form,
      ...more,
      settings: context.settings,
      step: 'response_collection',
    },
  };
}

function startFrom(input: UnwatchedInput, address: string): Context {
  return {
    ...callingContext(address, input.settings, input.opened_at),
    workflow: input.workflow,
    form: input.form,
    opened_at: input.opened_at,
    closes_at: input.closes_at,
    answered: [],
    missing: [...input.settings.learners],
    poll_ms: POLL_MIN_MS,
    reads: 0,
    failed_reads: 0,
    nudged: false,
    reminder_due: false,
    reminded: 0,
    failure: null,
  };
}

function answeredNow(context: Context, output: { answered: string[] }): Partial<Context> {
  const answered = context.settings.learners.filter((id) => output.answered.includes(id));
  const isNews = answered.length > context.answered.length;
  return {
    answered,
    missing: context.settings.learners.filter((id) => !output.answered.includes(id)),
    reads: context.reads + 1,
    failed_reads: 0,
    poll_ms: isNews ? POLL_MIN_MS : slower(context.poll_ms),
  };
}

function openMs({ closes_at, opened_at }: Context): number {
  return Math.max(0, closes_at - opened_at);
}

function slower(pollMs: number): number {
  return Math.min(POLL_MAX_MS, Math.round(pollMs * 1.5));
}

function outputOf(context: Context): object {
  if (context.failure) return { ok: false, failure: context.failure };
  return { ok: true, answered: context.answered, missing: context.missing };
}

function failureOf({ last_failure }: Context): Failure {
  if (!last_failure) return { kind: 'bug', code: 'UNEXPECTED', message: 'No failure noted.' };
  const { kind, code, message } = last_failure;
  return { kind, code, message };
}
