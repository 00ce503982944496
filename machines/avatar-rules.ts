/** The questions a rendering asks: what an answer says, and where a failure leads. */
import type { AnyEventObject } from 'xstate';
import { type AvatarRenderContext, isAnswer, type Resumable } from './avatar-context.ts';
import { ATTEMPTS_MAX, CIRCUIT_PATIENCE_MS } from './call-rules.ts';
import { CALL_TIMEOUT_MS } from './call-table.ts';
import { isTransient } from './failure.ts';
import { PERMIT_PATIENCE_MS } from './integration-call.ts';
import { timeOf } from './machine.ts';
import type { FilmStage } from './vocabulary.ts';

type Context = AvatarRenderContext;
type Args = { context: Context; event: AnyEventObject };

/** Failures of the rendering program, without progress between, before the next rung's turn. */
const RUNG_TRIES = 2;

/** A card or a presenter from elsewhere that fails says nothing of the program's own health. */
const failedInDevice = ({ last_failure }: Context) =>
  /^(DEVICE|BACKEND)_/.test(last_failure?.code ?? '');

const concernsProgram = ({ resume }: Context) => resume === 'probing';

const triesLeft = ({ last_failure, tries }: Context, most: number) =>
  last_failure !== null && isTransient(last_failure) && tries.attempt < most;

/** Every guard of the machine. */
export const avatarGuards = {
  isAnswer: ({ context, event }: Args) => isAnswer(context, event),
  wasMadeBefore: ({ context, event }: Args) =>
    isAnswer(context, event) && event.output.made !== null,
  isForProgram: ({ context, event }: Args) =>
    isAnswer(context, event) && event.output.by === 'program',
  isFinished: ({ context, event }: Args) => isAnswer(context, event) && event.output.files !== null,
  stageIs: ({ context, event }: Args, { stage }: { stage: FilmStage }) =>
    isAnswer(context, event) && event.output.stage === stage,
  circuitPatienceLeft: ({ context, event }: Args) => {
    const now = timeOf(event, context.at);
    return now - (context.tries.refused_since ?? now) < CIRCUIT_PATIENCE_MS;
  },
  /** A full queue: the last failure was none. */
  isOnlyWaiting: ({ context }: Args) =>
    context.last_failure?.code === 'RATE_LIMITED' && context.tries.refused_since !== null,
  mayTryDeviceAgain: ({ context }: Args) =>
    concernsProgram(context) && failedInDevice(context) && context.tries.attempt < RUNG_TRIES,
  mayTryProgramAgain: ({ context }: Args) =>
    concernsProgram(context) && !failedInDevice(context) && triesLeft(context, RUNG_TRIES),
  mayTryAgain: ({ context }: Args) => !concernsProgram(context) && triesLeft(context, ATTEMPTS_MAX),
  /** What needs the program can be done without it; a defect of ours would follow us there. */
  mayGiveWay: ({ context }: Args) =>
    (concernsProgram(context) || context.resume === 'publishing') &&
    context.last_failure?.kind !== 'bug' &&
    context.last_failure?.code !== 'BAD_OUTPUT',
  hasNextBackend: ({ context }: Args) => context.backends.length > 1 && failedInDevice(context),
  whatWaitedIs: ({ context }: Args, { at }: { at: Resumable }) => context.resume === at,
};

/** Every delay of the machine, in milliseconds. */
export const avatarDelays = {
  wait: ({ context }: Args) => context.wait_ms,
  permitPatience: () => PERMIT_PATIENCE_MS,
  /** Silence of whatever is being done. */
  limit: ({ context }: Args) => CALL_TIMEOUT_MS[context.call],
  /** A film without a new mark. */
  watchdog: () => CALL_TIMEOUT_MS['avatar.follow'],
};
