/** The parts a rendering's statechart is put together from: tasks that run one activity, and the film itself. */
import type { AnyEventObject } from 'xstate';
import type { AvatarRenderContext, Task } from './avatar-context.ts';
import { breakerAddress } from './circuit-breaker.ts';
import { failureFrom } from './failure.ts';
import type { ActionRef, State, Step } from './machine.ts';
import { FILM_STAGES } from './vocabulary.ts';

type Context = AvatarRenderContext;
type Args = { context: Context; event: AnyEventObject };

export interface TaskSpec extends Task {
  input(context: Context): object;
  /** Where each good answer leads; any other is a failure. */
  next: Step[];
}

/** A message to the breaker of the rendering program: one permit and one verdict an attempt. */
export function tellBreaker(type: 'call.succeeded' | 'call.failed' | 'permit.requested') {
  const to = breakerAddress('presgen_avatar');
  const params = ({ context, event }: Args) => {
    const at = event.at ?? context.at;
    const failure = context.last_failure && failureFrom(context.last_failure);
    const more = type === 'call.failed' ? { failure } : {};
    return { to, event: { type, caller: context.address, at, ...more } };
  };
  return { type: 'tell', params } as ActionRef;
}

/** A state that runs one activity and leaves on its answer; silence ends it after the call's limit. */
export function taskState(spec: TaskSpec): State<Context> {
  return {
    ...activity(spec),
    on: { 'xstate.done.actor.activity': spec.next },
    after: { limit: { target: '#avatarRender.recovering', actions: ['noteFailure'] } },
  } as State<Context>;
}

/**
 * The film in the making, one state a stage. Each mark is the answer to one look at the job and the
 * beginning of the next, so the watchdog counts from the last sign of life.
 */
export function filmState(): State<Context> {
  const ahead = FILM_STAGES.map((stage) => ({
    guard: { type: 'stageIs', params: { stage } },
    target: `.${stage}`,
    actions: ['keepMark'],
    reenter: true,
  }));
  return {
    ...activity({
      call: 'avatar.follow',
      resume: 'probing',
      input: ({ topic, job, mark }) => ({ topic, job, mark }),
    }),
    initial: 'queued',
    on: {
      'xstate.done.actor.activity': [
        { guard: 'isFinished', target: 'verifying', actions: ['keepMark'] },
        ...ahead,
      ],
    },
    after: { watchdog: { target: 'recovering', actions: ['noteFailure'] } },
    states: Object.fromEntries(FILM_STAGES.map((stage) => [stage, {}])),
  } as State<Context>;
}

function activity({ call, resume, input }: Omit<TaskSpec, 'next'>): object {
  return {
    tags: ['working'],
    meta: { call },
    entry: [{ type: 'begin', params: { call, resume } }],
    invoke: {
      id: 'activity',
      src: 'perform',
      input: ({ context }: Args) => ({
        activity: call,
        input: { ...input(context), settings: context.settings, step: 'avatar_creation' },
      }),
    },
  };
}
