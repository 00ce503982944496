/**
 * Makes one topic's presenter video: the rendering program is probed, given a job, watched from mark
 * to mark, and what it made is verified and published. Where it fails twice without progress the
 * next rung of the ladder takes over, and the film says so.
 */
import type { AnyEventObject } from 'xstate';
import {
  type AvatarRenderContext,
  type AvatarRenderInput,
  afterFailure,
  afterRefusal,
  atMark,
  START,
  type Task,
  UNTRIED,
  withJob,
} from './avatar-context.ts';
import { avatarDelays, avatarGuards } from './avatar-rules.ts';
import { filmState, taskState, tellBreaker } from './avatar-stages.ts';
import { failureFrom } from './failure.ts';
import { change, define, type State, type Step, tell } from './machine.ts';

type Context = AvatarRenderContext;
type Args = { context: Context; event: AnyEventObject };

const failing: Step = { target: '.recovering', actions: ['noteFailure'] };
const published: Step[] = [{ guard: 'isAnswer', target: 'rendered', actions: ['keepVideo'] }];

/** Ends with a CallResult: the rendered topic, or the failure a person must see. */
export const avatarRender = define<Context>(
  {
    id: 'avatarRender',
    context: ({ input, self }) => startFrom(input as AvatarRenderInput, self.sessionId),
    initial: 'planning',
    output: ({ context }: Args) => context.result,
    // What a task does not know what to do with: its error, or an answer that lacks something.
    on: {
      'xstate.error.actor.activity': failing as never,
      'xstate.done.actor.activity': failing as never,
    },
    states: {
      planning: taskState({
        call: 'avatar.plan',
        resume: 'planning',
        input: ({ topic, index }) => ({ topic, index }),
        next: [
          { guard: 'wasMadeBefore', target: 'rendered', actions: ['keepEarlier'] },
          { guard: 'isForProgram', target: 'probing', actions: ['forgetTries'] },
          { guard: 'isAnswer', target: 'drawing', actions: ['forgetTries'] },
        ],
      }),
      probing: probing(),
      submitting: taskState({
        call: 'avatar.submit',
        resume: 'probing',
        input: ({ topic, backends }) => ({ topic, backend: backends[0] ?? 'auto' }),
        next: [{ guard: 'isAnswer', target: 'streaming', actions: ['keepJob'] }],
      }),
      streaming: filmState(),
      verifying: taskState({
        call: 'avatar.verify',
        resume: 'probing',
        input: ({ topic, job, files }) => ({ topic, job, files }),
        next: [
          {
            guard: 'isAnswer',
            target: 'publishing',
            actions: ['forgetTries', tellBreaker('call.succeeded')],
          },
        ],
      }),
      publishing: taskState({
        call: 'avatar.publish',
        resume: 'publishing',
        input: ({ topic, job, files, reasons }) => ({ topic, job, files, reasons }),
        next: published,
      }),
      recovering: recovering(),
      retryWait: {
        tags: ['retrying'],
        after: {
          wait: [
            { guard: { type: 'whatWaitedIs', params: { at: 'planning' } }, target: 'planning' },
            { guard: { type: 'whatWaitedIs', params: { at: 'publishing' } }, target: 'publishing' },
            { guard: { type: 'whatWaitedIs', params: { at: 'drawing' } }, target: 'drawing' },
            { target: 'probing' },
          ],
        },
      },
      circuitOpen: { tags: ['waiting'], after: { wait: { target: 'probing' } } },
      degraded: {
        always: [
          { guard: 'hasNextBackend', target: 'submitting', actions: ['leaveBackend'] },
          { target: 'drawing', actions: ['leaveProgram'] },
        ],
      },
      drawing: taskState({
        call: 'avatar.draw',
        resume: 'drawing',
        input: ({ topic, index, reasons }) => ({ topic, index, reasons }),
        next: published,
      }),
      rendered: { type: 'final' },
      failed: { type: 'final', entry: ['keepDefeat'] },
    },
  },
  {
    actions: {
      tell,
      begin: change<Context, Task>((_, __, task) => task),
      keepEarlier: change<Context>((_, { output }) => ({
        result: { ok: true, output: output.made },
      })),
      keepVideo: change<Context>((_, { output }) => ({
        result: { ok: true, output },
        last_failure: null,
      })),
      keepDefeat: change<Context>(({ last_failure }) => ({
        result: { ok: false, failure: failureFrom(last_failure) },
      })),
      keepBackends: change<Context>(({ backends }, { output }) =>
        backends.length > 0 ? {} : { backends: output.backends },
      ),
      keepJob: change<Context>((context, { output }) => withJob(context, output)),
      keepMark: change<Context>((context, { output }) => atMark(context, output)),
      forgetTries: change<Context>(() => ({ tries: UNTRIED, last_failure: null })),
      noteFailure: change<Context>(afterFailure),
      noteRefusal: change<Context>(afterRefusal),
      noteUnavailable: change<Context>(({ at }) => ({
        last_failure: {
          ...{ kind: 'transient', code: 'CIRCUIT_OPEN', call: 'avatar.probe', attempt: 1, at },
          ...{ step: 'avatar_creation', message: 'It has been unavailable for a day.' },
        },
      })),
      leaveBackend: change<Context>(({ backends, reasons, last_failure }) => ({
        ...{ backends: backends.slice(1), job: null, tries: UNTRIED },
        reasons: [...reasons, `Rendering on ${backends[0]} failed twice: ${said(last_failure)}.`],
      })),
      leaveProgram: change<Context>(({ reasons, last_failure }) => ({
        tries: UNTRIED,
        reasons: [...reasons, `The rendering program failed: ${said(last_failure)}.`],
      })),
    },
    guards: avatarGuards,
    delays: avatarDelays,
  },
);

/** First the breaker's permit, then the program's own word that it works. */
function probing(): State<Context> {
  return {
    initial: 'permit',
    states: {
      permit: {
        tags: ['waiting'],
        entry: [tellBreaker('permit.requested') as never],
        on: {
          'permit.granted': { target: 'readiness' },
          'permit.refused': [
            {
              guard: 'circuitPatienceLeft',
              target: '#avatarRender.circuitOpen',
              actions: ['noteRefusal'],
            },
            { target: '#avatarRender.degraded', actions: ['noteUnavailable'] },
          ],
        },
        after: { permitPatience: { target: 'readiness' } },
      },
      readiness: taskState({
        call: 'avatar.probe',
        resume: 'probing',
        input: ({ topic }) => ({ topic }),
        next: [
          { guard: 'isAnswer', target: '#avatarRender.submitting', actions: ['keepBackends'] },
        ],
      }),
    },
  } as State<Context>;
}

/** Where a failure leads: the same once more, the next rung, or the person who has to look. */
function recovering(): State<Context> {
  const told = [tellBreaker('call.failed') as never];
  return {
    always: [
      { guard: 'isOnlyWaiting', target: 'retryWait', actions: told },
      // The permit is still ours: nothing was wrong with the program.
      { guard: 'mayTryDeviceAgain', target: 'submitting' },
      { guard: 'mayTryProgramAgain', target: 'retryWait', actions: told },
      { guard: 'mayTryAgain', target: 'retryWait' },
      { guard: 'hasNextBackend', target: 'degraded' },
      { guard: 'mayGiveWay', target: 'degraded', actions: told },
      { target: 'failed' },
    ],
  };
}

function startFrom(input: AvatarRenderInput, address: string): Context {
  const { workflow, settings, topic, index } = input;
  return {
    ...{ address, workflow, settings, topic, index, at: 0 },
    ...{ backends: [], job: null, mark: START, furthest: 0, files: [], reasons: [] },
    ...{ call: 'avatar.plan', resume: 'planning', tries: UNTRIED, wait_ms: 0 },
    ...{ last_failure: null, error_count: 0, result: null },
  };
}

function said(failure: Context['last_failure']): string {
  return (failure?.message ?? 'it did not say why').replace(/\.$/, '');
}
