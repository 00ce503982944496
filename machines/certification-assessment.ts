/** Phase 3 of the certification machine: questions, answers, gaps. */
import { RESPONSES_CHILD } from './certification-actions.ts';
import type { CertificationContext } from './certification-context.ts';
import { approval, attention, CANCEL, call, rejection, step } from './certification-states.ts';
import type { State } from './machine.ts';

type Context = CertificationContext;

const folders = ({ outputs }: Context) => ({ folders: outputs.folders });

/** Phase 3: questions, answers, gaps. */
export const assessment: State<Context> = {
  initial: 'assessment_generation',
  on: CANCEL,
  states: {
    assessment_generation: step('assessment_generation', {
      initial: 'generating',
      next: 'response_collection',
      states: {
        generating: call('assessment.generate', 'assessment_generation', {
          input: ({ outputs, rounds, comments }) => ({
            knowledge: outputs.knowledge,
            round: rounds.questions,
            comments: comments.questions,
          }),
          next: 'awaitingApproval',
        }),
        awaitingApproval: approval('questions', {
          subject: ({ outputs }) => outputs.questions,
          approved: 'publishing',
          changes: 'generating',
        }),
        rejected: rejection('assessment_generation', 'questions', 'generating'),
        publishing: call('assessment.publish', 'assessment_generation', {
          input: folders,
          next: 'completed',
        }),
      },
    }),
    response_collection: step('response_collection', {
      initial: 'beginning',
      next: 'gap_analysis',
      states: {
        beginning: { entry: ['setClosing'], always: { target: 'inviting' } },
        inviting: call('assessment.invite', 'response_collection', {
          input: ({ outputs, closes_at }) => ({ form: outputs.form, closes_at }),
          next: 'collecting',
          skipTo: '#certification.assessment.response_collection.collecting',
        }),
        collecting: collecting(),
        collectionFailed: attention('response_collection', { target: 'collecting' }),
      },
    }),
    gap_analysis: step('gap_analysis', {
      initial: 'analysing',
      next: '#certification.content',
      states: {
        analysing: call('gaps.analyse', 'gap_analysis', {
          input: ({ outputs, rounds, comments }) => ({
            knowledge: outputs.knowledge,
            round: rounds.gaps,
            comments: comments.gaps,
          }),
          next: 'awaitingApproval',
        }),
        awaitingApproval: approval('gaps', {
          subject: ({ outputs }) => outputs.gaps,
          approved: 'completed',
          changes: 'analysing',
        }),
        rejected: rejection('gap_analysis', 'gaps', 'analysing'),
      },
    }),
  },
};

function collecting(): State<Context> {
  const failed = {
    target: 'collectionFailed',
    actions: [
      { type: 'noteChildFailure', params: { call: RESPONSES_CHILD, step: 'response_collection' } },
    ],
  };
  return {
    tags: ['waiting'],
    on: { 'response.submitted': { actions: ['forwardNudge'] } },
    invoke: {
      id: RESPONSES_CHILD,
      src: 'responseCollection',
      input: ({ context }) => ({
        workflow: context.workflow,
        settings: context.settings,
        form: context.outputs.form,
        opened_at: context.at,
        closes_at: context.closes_at,
      }),
      onDone: [
        { guard: 'childSucceeded', target: 'completed', actions: ['keepResponses'] },
        failed,
      ],
      onError: failed,
    },
  } as State<Context>;
}
