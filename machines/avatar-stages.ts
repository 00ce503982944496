/** The tasks of a rendering as states: each runs one activity, has a limit, and knows where failure leads. */
import type { AnyEventObject } from 'xstate';
import type { AvatarRenderContext, Resumable, TaskParams } from './avatar-context.ts';
import { breakerAddress } from './circuit-breaker.ts';
import { failureFrom } from './failure.ts';
import type { ActionRef, State, Step } from './machine.ts';
import { type CallName, FILM_STAGES, type FilmStage } from './vocabulary.ts';

type Context = AvatarRenderContext;
type Args = { context: Context; event: AnyEventObject };

export interface Task {
  call: CallName;
  /** Named delay after which the task counts as silent. */
  limit: string;
  /** What a wait after a failure goes back to. */
  resume: Resumable;
  input(context: Context): object;
  /** Where each answer leads; the first whose guard holds. */
  next: Step[];
}

const ID = '#avatarRender';

/** A message to the breaker of the rendering program: one permit and one verdict an attempt. */
export function tellBreaker(
  type: 'call.succeeded' | 'call.failed' | 'permit.requested',
): ActionRef {
  const to = breakerAddress('presgen_avatar');
  const params = ({ context, event }: Args) => {
    const at = event.at ?? context.at;
    const failure = context.last_failure && failureFrom(context.last_failure);
    const more = type === 'call.failed' ? { failure } : {};
    return { to, event: { type, caller: context.address, at, ...more } };
  };
  return { type: 'tell', params } as ActionRef;
}

/** The state of one task. */
export function taskState(task: Task): State<Context> {
  const params: TaskParams = { call: task.call, resume: task.resume };
  const bad: Step = {
    guard: { type: 'isNoAnswer', params },
    target: `${ID}.failed`,
    actions: [{ type: 'noteFailure', params }, 'keepDefeat'],
  };
  return {
    tags: ['working'],
    meta: { call: task.call },
    invoke: {
      id: 'activity',
      src: 'perform',
      input: ({ context }) => ({
        activity: task.call,
        input: { ...task.input(context), settings: context.settings, step: 'avatar_creation' },
      }),
      onDone: [bad, ...task.next],
      onError: defeats(params),
    },
    after: { [task.limit]: defeats(params) },
  } as State<Context>;
}

/** Where a failure leads: a wait, the next rung, or the person who has to look. */
function defeats(params: TaskParams): Step[] {
  const noted: ActionRef = { type: 'noteFailure', params };
  const wait: Step = {
    guard: { type: 'mayRetry', params },
    target: `${ID}.retryWait`,
    actions: [noted],
  };
  const end: Step = { target: `${ID}.failed`, actions: [noted, 'keepDefeat'] };
  if (params.resume === 'planning' || params.resume === 'drawing') return [wait, end];
  const givesWay = { guard: { type: 'mayGiveWay', params }, target: `${ID}.degraded` };
  if (params.resume === 'publishing') return [wait, { ...givesWay, actions: [noted] }, end];
  const told: ActionRef[] = [noted, tellBreaker('call.failed')];
  const ofDevice = { guard: { type: 'isOfDevice', params } };
  return [
    {
      guard: { type: 'isNoRoom', params },
      target: `${ID}.retryWait`,
      actions: [{ type: 'noteWait', params }, tellBreaker('call.failed')],
    },
    // The permit is still ours: the same device once more, then the next.
    { ...ofDevice, target: `${ID}.deviceLost`, actions: [noted] },
    { ...wait, actions: told },
    { ...givesWay, actions: told },
    { ...end, actions: [...told, 'keepDefeat'] },
  ];
}

/** The states of a film in the making, one a stage; each mark is followed by a look at the next. */
export function filmStates(): Record<FilmStage, State<Context>> {
  const next: Step[] = [
    { guard: 'isFinished', target: `${ID}.verifying`, actions: ['keepMark'] },
    ...FILM_STAGES.map((stage) => ({
      guard: { type: 'isAtStage', params: { stage } },
      target: `${ID}.streaming.${stage}`,
      actions: ['keepMark'],
      reenter: true,
    })),
  ];
  const state = taskState({
    call: 'avatar.follow',
    limit: 'watchdog',
    resume: 'probing',
    input: ({ topic, job, mark }) => ({ topic, job, mark }),
    next,
  });
  return Object.fromEntries(FILM_STAGES.map((stage) => [stage, state])) as Record<
    FilmStage,
    State<Context>
  >;
}
