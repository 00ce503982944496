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
  failureOf,
  isAnswer,
  isNoRoom,
  isOfDevice,
  mayRetry,
  RUNG_TRIES,
  START,
  type TaskParams,
  UNTRIED,
  withJob,
} from './avatar-context.ts';
import { filmStates, taskState, tellBreaker } from './avatar-stages.ts';
import { CIRCUIT_PATIENCE_MS } from './call-rules.ts';
import { CALL_TIMEOUT_MS } from './call-table.ts';
import { failureFrom } from './failure.ts';
import { PERMIT_PATIENCE_MS } from './integration-call.ts';
import { change, define, tell } from './machine.ts';
import type { FilmStage } from './vocabulary.ts';

export type { AvatarRenderContext, AvatarRenderInput } from './avatar-context.ts';

type Context = AvatarRenderContext;
type Args = { context: Context; event: AnyEventObject };

const KEPT = ['keepVideo'];

/** Ends with a CallResult: the rendered topic, or the failure a person must see. */
export const avatarRender = define<Context>(
  {
    id: 'avatarRender',
    context: ({ input, self }) => startFrom(input as AvatarRenderInput, self.sessionId),
    initial: 'planning',
    output: ({ context }: Args) => context.result,
    states: {
      planning: taskState({
        call: 'avatar.plan',
        limit: 'planningLimit',
        resume: 'planning',
        input: ({ topic, index }) => ({ topic, index }),
        next: [
          { guard: 'wasMadeBefore', target: 'rendered', actions: ['keepEarlier'] },
          { guard: 'isForProgram', target: 'probing', actions: ['forgetTries'] },
          { target: 'drawing', actions: ['forgetTries'] },
        ],
      }),
      probing: {
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
            limit: 'probingLimit',
            resume: 'probing',
            input: ({ topic }) => ({ topic }),
            next: [{ target: '#avatarRender.submitting', actions: ['keepBackends'] }],
          }),
        },
      },
      submitting: taskState({
        call: 'avatar.submit',
        limit: 'submittingLimit',
        resume: 'probing',
        input: ({ topic, backends }) => ({ topic, backend: backends[0] ?? 'auto' }),
        next: [{ target: 'streaming', actions: ['keepJob'] }],
      }),
      streaming: { initial: 'queued', states: filmStates() },
      verifying: taskState({
        call: 'avatar.verify',
        limit: 'verifyingLimit',
        resume: 'probing',
        input: ({ topic, job, files }) => ({ topic, job, files }),
        next: [
          {
            target: 'publishing',
            actions: ['forgetTries', tellBreaker('call.succeeded')],
          },
        ],
      }),
      publishing: taskState({
        call: 'avatar.publish',
        limit: 'publishingLimit',
        resume: 'publishing',
        input: ({ topic, job, files, reasons }) => ({ topic, job, files, reasons }),
        next: [{ target: 'rendered', actions: KEPT }],
      }),
      retryWait: {
        tags: ['retrying'],
        after: {
          wait: [
            { guard: { type: 'resumesAt', params: { at: 'planning' } }, target: 'planning' },
            { guard: { type: 'resumesAt', params: { at: 'publishing' } }, target: 'publishing' },
            { guard: { type: 'resumesAt', params: { at: 'drawing' } }, target: 'drawing' },
            { target: 'probing' },
          ],
        },
      },
      circuitOpen: { tags: ['waiting'], after: { wait: { target: 'probing' } } },
      deviceLost: {
        always: [{ guard: 'mayTryDeviceAgain', target: 'submitting' }, { target: 'degraded' }],
      },
      degraded: {
        always: [
          { guard: 'hasNextBackend', target: 'submitting', actions: ['leaveBackend'] },
          { target: 'drawing', actions: ['leaveProgram'] },
        ],
      },
      drawing: taskState({
        call: 'avatar.draw',
        limit: 'drawingLimit',
        resume: 'drawing',
        input: ({ topic, index, reasons }) => ({ topic, index, reasons }),
        next: [{ target: 'rendered', actions: KEPT }],
      }),
      rendered: { type: 'final' },
      failed: { type: 'final' },
    },
  },
  {
    actions: {
      tell,
      keepEarlier: change<Context>((_, event) => ({
        result: { ok: true, output: event.output.made },
      })),
      keepVideo: change<Context>((_, event) => ({
        result: { ok: true, output: event.output },
        last_failure: null,
      })),
      keepDefeat: change<Context>(({ last_failure }) => ({
        result: { ok: false, failure: failureFrom(last_failure) },
      })),
      keepBackends: change<Context>(({ backends }, event) =>
        backends.length > 0 ? {} : { backends: event.output.backends },
      ),
      keepJob: change<Context>((context, event) => withJob(context, event.output)),
      keepMark: change<Context>((context, event) => atMark(context, event.output)),
      forgetTries: change<Context>(() => ({ tries: UNTRIED, last_failure: null })),
      noteFailure: change<Context, TaskParams>(afterFailure),
      noteWait: change<Context, TaskParams>((context, event, params) =>
        afterFailure(context, event, params, false),
      ),
      noteRefusal: change<Context>(afterRefusal),
      noteUnavailable: change<Context>(({ at }) => ({
        last_failure: {
          ...{ kind: 'transient', code: 'CIRCUIT_OPEN', call: 'avatar.probe', attempt: 1, at },
          ...{ step: 'avatar_creation', message: 'It has been unavailable for a day' },
        },
      })),
      leaveBackend: change<Context>(({ backends, reasons, last_failure }) => ({
        backends: backends.slice(1),
        job: null,
        tries: UNTRIED,
        reasons: [
          ...reasons,
          `Rendering on ${backends[0]} failed twice: ${told(last_failure?.message)}.`,
        ],
      })),
      leaveProgram: change<Context>(({ reasons, last_failure }) => ({
        tries: UNTRIED,
        reasons: [...reasons, `The rendering program failed: ${told(last_failure?.message)}.`],
      })),
    },
    guards: {
      isNoAnswer: ({ event }, { call }: TaskParams) => !isAnswer(event, call),
      wasMadeBefore: ({ event }) => event.output.made !== null,
      isForProgram: ({ event }) => event.output.by === 'program',
      circuitPatienceLeft: ({ context, event }) =>
        event.at - (context.tries.refused_since ?? event.at) < CIRCUIT_PATIENCE_MS,
      isFinished: ({ event }) => event.output.files !== null,
      isAtStage: ({ event }, { stage }: { stage: FilmStage }) => event.output.stage === stage,
      isNoRoom: ({ context, event }) => isNoRoom(context, event),
      isOfDevice: ({ event }, { call }: TaskParams) => isOfDevice(failureOf(event, call)),
      mayRetry: ({ context, event }, params: TaskParams) => mayRetry(context, event, params),
      mayGiveWay: ({ event }, { call }: TaskParams) => failureOf(event, call).kind !== 'bug',
      mayTryDeviceAgain: ({ context }) => context.tries.attempt < RUNG_TRIES,
      hasNextBackend: ({ context }) =>
        context.backends.length > 1 &&
        context.last_failure !== null &&
        isOfDevice(context.last_failure),
      resumesAt: ({ context }, { at }: { at: string }) => context.resume === at,
    },
    delays: {
      wait: ({ context }) => context.wait_ms,
      permitPatience: () => PERMIT_PATIENCE_MS,
      planningLimit: () => CALL_TIMEOUT_MS['avatar.plan'],
      probingLimit: () => CALL_TIMEOUT_MS['avatar.probe'],
      submittingLimit: () => CALL_TIMEOUT_MS['avatar.submit'],
      watchdog: () => CALL_TIMEOUT_MS['avatar.follow'],
      verifyingLimit: () => CALL_TIMEOUT_MS['avatar.verify'],
      publishingLimit: () => CALL_TIMEOUT_MS['avatar.publish'],
      drawingLimit: () => CALL_TIMEOUT_MS['avatar.draw'],
    },
  },
);

function startFrom(input: AvatarRenderInput, address: string): Context {
  const { workflow, settings, topic, index } = input;
  return {
    ...{ address, workflow, settings, topic, index, at: 0 },
    ...{ backends: [], job: null, mark: START, furthest: 0, files: [], reasons: [] },
    ...{ tries: UNTRIED, resume: 'planning', wait_ms: 0, last_failure: null, error_count: 0 },
    result: null,
  };
}

function told(message = 'for reasons it did not say'): string {
  return message.replace(/\.$/, '');
}
