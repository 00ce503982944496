/** Phase 4 of the certification machine: decks and presenter videos, made side by side. */
import { meantFor } from './call-state.ts';
import type { CertificationContext } from './certification-context.ts';
import {
  approval,
  attention,
  CANCEL,
  call,
  rejection,
  skip,
  step,
} from './certification-states.ts';
import type { ActionRef, State, Step } from './machine.ts';
import type { StepName } from './vocabulary.ts';

type Context = CertificationContext;

const DECKS = '#certification.content.presentation_generation';
const AVATAR = '#certification.content.avatar_creation';
const folders = ({ outputs }: Context) => ({ folders: outputs.folders });

/** Both regions must end; each may end early with a warning. */
export const content: State<Context> = {
  type: 'parallel',
  on: CANCEL,
  onDone: { target: '#certification.distribution' },
  states: {
    presentation_generation: step('presentation_generation', {
      initial: 'choosing',
      states: {
        choosing: {
          always: [
            {
              guard: 'nobodyHasGaps',
              target: 'completed',
              actions: nothingToDo('presentation_generation', 'NO_GAPS', 'No learner has gaps.'),
            },
            { target: 'building' },
          ],
        },
        building: call('presentation.build', 'presentation_generation', {
          input: ({ outputs }) => ({
            knowledge: outputs.knowledge,
            learners: outputs.learners_with_gaps,
          }),
          next: 'uploading',
          skipTo: `${DECKS}.completed`,
        }),
        uploading: call('presentation.upload', 'presentation_generation', {
          input: folders,
          next: 'completed',
          skipTo: `${DECKS}.completed`,
        }),
      },
    }),
    avatar_creation: step('avatar_creation', {
      initial: 'choosing',
      states: {
        choosing: choosingTopics(),
        scripting: call('avatar.script', 'avatar_creation', {
          input: ({ outputs, rounds, comments, settings }) => ({
            knowledge: outputs.knowledge,
            topics: (outputs.common_weak_areas ?? []).slice(0, settings.avatar.max_topics),
            round: rounds.scripts,
            comments: comments.scripts,
          }),
          next: 'scripted',
          skipTo: `${AVATAR}.completed`,
        }),
        scripted: {
          always: [
            {
              guard: 'noTopics',
              target: 'completed',
              actions: nothingToDo('avatar_creation', 'NO_SCRIPTS', 'No script could be written.'),
            },
            { target: 'awaitingApproval' },
          ],
        },
        awaitingApproval: approval('scripts', {
          subject: ({ outputs }) => outputs.scripts,
          approved: 'nextTopic',
          changes: 'scripting',
        }),
        rejected: rejection('avatar_creation', 'scripts', 'scripting', {
          skip: skip('avatar_creation', 'scripts', 'completed'),
        }),
        nextTopic: {
          always: [
            { guard: 'hasMoreTopics', target: 'rendering' },
            {
              guard: 'noVideos',
              target: 'completed',
              actions: nothingToDo('avatar_creation', 'NO_VIDEOS', 'Every topic was skipped.'),
            },
            { target: 'uploading' },
          ],
        },
        rendering: rendering(),
        renderingFailed: attention(
          'avatar_creation',
          { target: 'rendering' },
          { skip: passOverTopic() },
        ),
        uploading: call('avatar.upload', 'avatar_creation', {
          input: folders,
          next: 'completed',
          skipTo: `${AVATAR}.completed`,
        }),
      },
    }),
  },
};

function choosingTopics(): State<Context> {
  return {
    always: [
      {
        guard: 'avatarIsOff',
        target: 'completed',
        actions: nothingToDo('avatar_creation', 'AVATAR_OFF', 'Videos were not asked for.'),
      },
      {
        guard: 'noWeakAreas',
        target: 'completed',
        actions: nothingToDo(
          'avatar_creation',
          'NO_COMMON_WEAK_AREAS',
          'No area is weak in common, so there is nothing to make a video about.',
        ),
      },
      { target: 'scripting' },
    ],
  } as State<Context>;
}

function rendering(): State<Context> {
  const failed: Step = {
    target: 'renderingFailed',
    actions: [
      { type: 'noteChildFailure', params: { call: 'avatar_render', step: 'avatar_creation' } },
    ],
  };
  return {
    tags: ['working'],
    invoke: {
      id: 'avatar_topic',
      src: 'avatarRender',
      input: ({ context }) => ({
        workflow: context.workflow,
        settings: context.settings,
        topic: context.outputs.topics?.[context.topic_index] ?? '',
        index: context.topic_index,
      }),
      onDone: [{ guard: 'childSucceeded', target: 'nextTopic', actions: ['keepVideo'] }, failed],
      onError: failed,
    },
  } as State<Context>;
}

function passOverTopic(): Step {
  return {
    ...meantFor('avatar_creation'),
    target: 'nextTopic',
    actions: [{ type: 'noteIntervention', params: { step: 'avatar_creation' } }, 'passOverTopic'],
  };
}

function nothingToDo(step: StepName, code: string, message: string): never[] {
  const actions: ActionRef[] = [
    { type: 'passOver', params: { what: step } },
    { type: 'warn', params: { code, message } },
  ];
  return actions as never[];
}
