/**
 * Collects learners' answers: asks to be told of them, reads at once when told, and otherwise at a
 * pace that follows the answers coming in; reminds, and closes when all have answered or the
 * deadline passes. What was handed in at the last moment is waited for before the last reading.
 */
import type { AnyEventObject } from 'xstate';
import {
  type CallingContext,
  callActions,
  callDelays,
  callGuards,
  callingContext,
} from './call-rules.ts';
import { callState } from './call-state.ts';
import { CALL_TIMEOUT_MS, INTEGRATION_OF } from './call-table.ts';
import { type Failure, failureIn, isTransient, resultOf } from './failure.ts';
import { change, define, type State, timeOf } from './machine.ts';
import {
  briefly,
  doubted,
  reminderMoments,
  slower,
  unwatched,
  type Watch,
} from './response-pace.ts';
import type { CallName, Link, Warning, WorkflowSettings } from './vocabulary.ts';

/** Input; times in ms since 1970. */
export interface ResponseCollectionInput {
  workflow: string;
  settings: WorkflowSettings;
  form: Link;
  opened_at: number;
  closes_at: number;
}

/** Context: who has answered, and how the polling goes. */
export interface ResponseCollectionContext extends CallingContext {
  workflow: string;
  form: Link;
  opened_at: number;
  closes_at: number;
  answered: string[];
  missing: string[];
  poll_ms: number;
  reads: number;
  failed_reads: number;
  watch: Watch;
  /** A learner handed in while a read was under way. */
  nudged: boolean;
  /** We were told of an answer since the last read that succeeded. */
  told: boolean;
  reminder_due: boolean;
  reminded: number;
  /** By code, the newest of each. */
  warnings: Warning[];
  failure: Failure | null;
}

const NUDGE_DEBOUNCE_MS = 2_000;
/** An answer taken just before the form closed may be listed a moment later. */
const SETTLE_MS = 5_000;

type Context = ResponseCollectionContext;
type Args = { context: Context; event: AnyEventObject };

/** Ends with `{ok: true, answered, missing, warnings?}` or `{ok: false, failure}`. */
export const responseCollection = define<Context>(
  {
    id: 'responseCollection',
    context: ({ input, self }) => startFrom(input as ResponseCollectionInput, self.sessionId),
    initial: 'open',
    output: ({ context }: Args) => outputOf(context),
    states: {
      open: {
        initial: 'watching',
        after: {
          untilHalfTime: { actions: ['wantReminder'] },
          untilLastDay: { actions: ['wantReminder'] },
          untilDeadline: { target: 'shutting' },
        },
        on: { 'response.submitted': { actions: ['noteNudge'] } },
        states: {
          watching: watching(),
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
              { guard: 'allAnswered', target: '#responseCollection.shutting' },
              { target: 'waiting' },
            ],
          },
          waiting: {
            tags: ['waiting'],
            always: [
              { guard: 'isNudged', target: 'debouncing' },
              { guard: 'isReminderDue', target: 'reminding' },
            ],
            after: {
              poll: [{ guard: 'isWatchLookDue', target: 'watching' }, { target: 'reading' }],
            },
          },
          debouncing: { tags: ['waiting'], after: { nudgeDebounce: { target: 'reading' } } },
          reminding: reminding(),
        },
      },
      shutting: callState<Context>({
        call: 'responses.shut',
        step: 'response_collection',
        input: ({ form }) => ({ form }),
        next: { target: 'settling' },
        attention: '#responseCollection.failed',
      }),
      settling: { tags: ['waiting'], after: { settle: { target: 'closing' } } },
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
      wantReminder: change<Context>((context, event) => ({
        reminder_due: owesReminder(context, event),
      })),
      noteNudge: change<Context>(() => ({ nudged: true, told: true })),
      keepWatch: change<Context>((context, event) => {
        const { watch: kind, look_at, warnings = [] } = event.output.output;
        return {
          watch: { kind, look_at },
          poll_ms: briefly({ kind, look_at }),
          warnings: merged(context.warnings, warnings),
        };
      }),
      noteUnwatched: change<Context>((context, event) => {
        const watch = unwatched(timeOf(event, context.at));
        return { watch, poll_ms: briefly(watch) };
      }),
      beginRead: change<Context>(() => ({ nudged: false })),
      keepAnswered: change<Context>((context, event) => answeredNow(context, event)),
      noteFailedRead: change<Context>((context) => ({
        failed_reads: context.failed_reads + 1,
        poll_ms: slower(context.watch, context.poll_ms),
      })),
      noteReminded: change<Context>((context) => ({
        reminder_due: false,
        reminded: context.reminded + 1,
      })),
      keepFailure: change<Context>((_, event) => ({ failure: failureIn(event) })),
      keepClosed: change<Context>((context, event) => {
        const { answered, missing, warnings = [] } = event.output.output;
        return { answered, missing, warnings: merged(context.warnings, warnings) };
      }),
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
      isWatchLookDue: ({ context, event }) =>
        context.watch.look_at !== null && timeOf(event, context.at) >= context.watch.look_at,
    },
    delays: {
      ...callDelays<Context>(),
      untilHalfTime: ({ context }) => untilReminder(context, 0),
      untilLastDay: ({ context }) => untilReminder(context, -1),
      untilDeadline: ({ context }) => Math.max(0, context.closes_at - context.opened_at),
      poll: ({ context }) => context.poll_ms,
      nudgeDebounce: () => NUDGE_DEBOUNCE_MS,
      settle: () => SETTLE_MS,
    },
  },
);

/** To be told of answers is a comfort: however this ends, they are read. */
function watching(): State<Context> {
  const otherwise = { target: 'reading', actions: ['noteUnwatched'] };
  return {
    tags: ['working'],
    invoke: {
      id: 'responses_watch',
      src: 'integrationCall',
      input: ({ context }) => childInput('responses.watch', context, {}),
      onDone: [{ guard: 'callSucceeded', target: 'reading', actions: ['keepWatch'] }, otherwise],
      onError: otherwise,
    },
  };
}

/** A reminder is best effort: however it ends, the collection goes on. */
function reminding(): State<Context> {
  const onwards = { target: 'waiting', actions: ['noteReminded'] };
  return {
    tags: ['working'],
    invoke: {
      id: 'responses_remind',
      src: 'integrationCall',
      input: ({ context }) =>
        childInput('responses.remind', context, {
          missing: context.missing,
          reminder: context.reminded + 1,
        }),
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

function startFrom(input: ResponseCollectionInput, address: string): Context {
  return {
    ...callingContext(address, input.settings, input.opened_at),
    workflow: input.workflow,
    form: input.form,
    opened_at: input.opened_at,
    closes_at: input.closes_at,
    answered: [],
    missing: [...input.settings.learners],
    poll_ms: briefly(UNWATCHED),
    reads: 0,
    failed_reads: 0,
    watch: UNWATCHED,
    nudged: false,
    told: false,
    reminder_due: false,
    reminded: 0,
    warnings: [],
    failure: null,
  };
}

const UNWATCHED: Watch = { kind: 'off', look_at: null };

function answeredNow(context: Context, event: AnyEventObject): Partial<Context> {
  const output = event.output.output as { answered: string[]; warnings?: Warning[] };
  const has = new Set(output.answered);
  const { learners } = context.settings;
  const answered = learners.filter((id) => has.has(id));
  const isNews = answered.length > context.answered.length;
  const { watch } = context;
  return {
    answered,
    missing: learners.filter((id) => !has.has(id)),
    reads: context.reads + 1,
    failed_reads: 0,
    told: context.nudged,
    watch: isNews && !context.told ? doubted(watch, timeOf(event, context.at)) : watch,
    poll_ms: isNews ? briefly(watch) : slower(watch, context.poll_ms),
    warnings: merged(context.warnings, output.warnings ?? []),
  };
}

/** The newest of each code: a count that grew replaces the smaller one. */
function merged(known: Warning[], fresh: Warning[]): Warning[] {
  return [...new Map([...known, ...fresh].map((warning) => [warning.code, warning])).values()];
}

/** One letter a moment, even if a moment passed while nobody was there to notice. */
function owesReminder(context: Context, event: AnyEventObject): boolean {
  const at = timeOf(event, context.at);
  const moments = reminderMoments(context.opened_at, context.closes_at);
  const passed = moments.filter((moment) => moment <= at).length;
  return context.missing.length > 0 && passed > context.reminded;
}

function untilReminder({ opened_at, closes_at }: Context, which: 0 | -1): number {
  return Math.max(0, (reminderMoments(opened_at, closes_at).at(which) ?? closes_at) - opened_at);
}

function outputOf(context: Context): object {
  if (context.failure) return { ok: false, failure: context.failure };
  const { answered, missing, warnings } = context;
  return { ok: true, answered, missing, ...(warnings.length > 0 ? { warnings } : {}) };
}

function failureOf({ last_failure }: Context): Failure {
  if (!last_failure) return { kind: 'bug', code: 'UNEXPECTED', message: 'No failure noted.' };
  const { kind, code, message } = last_failure;
  return { kind, code, message };
}
