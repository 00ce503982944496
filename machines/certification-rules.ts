/** The questions the certification machine asks of its context, and the waits it computes from it. */
import type { AnyEventObject } from 'xstate';
import { callDelays, callGuards } from './call-rules.ts';
import type { CertificationContext } from './certification-context.ts';
import { nextToUndo } from './certification-context.ts';
import { resultOf } from './failure.ts';
import type { Verdict } from './vocabulary.ts';

type Args = { context: CertificationContext; event: AnyEventObject };

/** Every guard of the certification machine. */
export const certificationGuards = {
  ...callGuards<CertificationContext>(),
  hasDocuments: ({ context }: Args) =>
    (context.outputs.accepted ?? 0) > 0 && !context.uploads_arrived,
  uploadsArrived: ({ context }: Args) => context.uploads_arrived,
  mayStillUpload: ({ context }: Args) =>
    context.settings.documents.length === 0 && !context.uploads_closed,
  verdictIs: ({ event }: Args, { verdict }: { verdict: Verdict }) =>
    event.output?.verdict === verdict,
  childSucceeded: ({ event }: Args) => resultOf(event).ok,
  nobodyHasGaps: ({ context }: Args) => (context.outputs.learners_with_gaps ?? []).length === 0,
  avatarIsOff: ({ context }: Args) => !context.settings.avatar.enabled,
  noWeakAreas: ({ context }: Args) => (context.outputs.common_weak_areas ?? []).length === 0,
  noTopics: ({ context }: Args) => (context.outputs.topics ?? []).length === 0,
  hasMoreTopics: ({ context }: Args) => context.topic_index < (context.outputs.topics ?? []).length,
  noVideos: ({ context }: Args) => context.videos.length === 0,
  hasMoreToUndo: ({ context }: Args) => nextToUndo(context) !== null,
  wasCancelled: ({ context }: Args) => context.ending === 'cancelled',
};

/** Every delay of the certification machine, in milliseconds. */
export const certificationDelays = {
  ...callDelays<CertificationContext>(),
  untilUploadsClose: ({ context }: Args) =>
    Math.max(0, (context.uploads_until ?? context.at) - context.at),
};
