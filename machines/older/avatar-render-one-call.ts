/** Renderings begun when all of it was one call: its stages were the notes of an attempt, not states. */
import type { AnyEventObject } from 'xstate';
import {
  type CallingContext,
  callActions,
  callDelays,
  callGuards,
  callingContext,
} from '../call-rules.ts';
import { callState } from '../call-state.ts';
import type { CallResult } from '../failure.ts';
import { change, define } from '../machine.ts';
import type { WorkflowSettings } from '../vocabulary.ts';

/** Input: which topic, and its position among the topics. */
interface AvatarRenderInput {
  workflow: string;
  settings: WorkflowSettings;
  topic: string;
  index: number;
}

/** Context of one rendering. */
interface AvatarRenderContext extends CallingContext {
  workflow: string;
  topic: string;
  index: number;
  result: CallResult | null;
}

type Args = { context: AvatarRenderContext; event: AnyEventObject };

/** Ends with a CallResult: the rendered topic, or the failure a person must see. */
export const avatarRenderOneCall = define<AvatarRenderContext>(
  {
    id: 'avatarRender',
    context: ({ input, self }) => startFrom(input as AvatarRenderInput, self.sessionId),
    initial: 'submitting',
    output: ({ context }: Args) => context.result,
    states: {
      submitting: callState<AvatarRenderContext>({
        call: 'avatar.render',
        step: 'avatar_creation',
        input: ({ topic, index }) => ({ topic, index }),
        keep: ['keepVideo'],
        next: { target: 'rendered' },
        attention: '#avatarRender.failed',
      }),
      rendered: { type: 'final' },
      failed: { type: 'final', entry: ['keepDefeat'] },
    },
  },
  {
    actions: {
      ...callActions<AvatarRenderContext>(),
      keepVideo: change<AvatarRenderContext>((_, event) => ({ result: event.output })),
      keepDefeat: change<AvatarRenderContext>((context) => ({
        result: { ok: false, failure: failureOf(context) },
      })),
      noteIntervention: change<AvatarRenderContext>(() => ({})),
    },
    guards: callGuards<AvatarRenderContext>(),
    delays: callDelays<AvatarRenderContext>(),
  },
);

function startFrom(input: AvatarRenderInput, address: string): AvatarRenderContext {
  return {
    ...callingContext(address, input.settings, 0),
    workflow: input.workflow,
    topic: input.topic,
    index: input.index,
    result: null,
  };
}

function failureOf({ last_failure }: AvatarRenderContext) {
  if (!last_failure)
    return { kind: 'bug' as const, code: 'UNEXPECTED', message: 'No failure noted.' };
  const { kind, code, message } = last_failure;
  return { kind, code, message };
}
