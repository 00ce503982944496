/** Phases 1 to 3 and 5 to 6 of the certification machine; phase 4 has a file of its own. */
import { RESPONSES_CHILD } from './certification-actions.ts';
import type { CertificationContext } from './certification-context.ts';
import { approval, attention, CANCEL, call, rejection, step } from './certification-states.ts';
import type { State } from './machine.ts';

type Context = CertificationContext;
type Phase = State<Context>;

const folders = ({ outputs }: Context) => ({ folders: outputs.folders });

/** Phase 1: folders and forms. */
export const initialization: Phase = {
  initial: 'drive_setup',
  on: CANCEL,
  states: {
    drive_setup: step('drive_setup', {
      initial: 'provisioning',
      next: 'form_creation',
      states: { provisioning: call('drive.provision', 'drive_setup', { next: 'completed' }) },
    }),
    form_creation: step('form_creation', {
      initial: 'creating',
      next: '#certification.knowledge',
      states: {
        creating: call('forms.create_intake', 'form_creation', {
          input: folders,
          next: 'completed',
          skipTo: '#certification.initialization.form_creation.completed',
        }),
      },
    }),
  },
};

/** Phase 2: documents in, search index out. */
export const knowledge: Phase = {
  initial: 'knowledge_collection',
  on: CANCEL,
  states: {
    knowledge_collection: step('knowledge_collection', {
      initial: 'beginning',
      next: 'knowledge_processing',
      on: { 'documents.uploaded': { actions: ['noteUpload'] } },
      states: {
        beginning: {
          entry: ['beginCollection'],
          always: { target: 'collecting' },
        },
        collecting: call('knowledge.collect', 'knowledge_collection', {
          input: folders,
          next: 'deciding',
        }),
        deciding: {
          always: [
            { guard: 'uploadsArrived', target: 'beginning' },
            { guard: 'hasDocuments', target: 'completed' },
            { guard: 'mayStillUpload', target: 'awaitingUploads' },
            { target: 'noDocuments' },
          ],
        },
        awaitingUploads: {
          tags: ['waiting'],
          on: { 'documents.uploaded': { target: 'beginning' } },
          after: { untilUploadsClose: { target: 'beginning', actions: ['closeUploads'] } },
        },
        noDocuments: noDocuments(),
      },
    }),
    knowledge_processing: step('knowledge_processing', {
      initial: 'processing',
      next: '#certification.assessment',
      states: {
        processing: call('knowledge.process', 'knowledge_processing', { next: 'completed' }),
      },
    }),
  },
};

function noDocuments(): State<Context> {
  const state = attention('knowledge_collection', { target: 'beginning' });
  return {
    ...state,
    on: { ...state.on, 'documents.uploaded': { target: 'beginning' } },
    entry: [
      {
        type: 'failWith',
        params: {
          step: 'knowledge_collection',
          code: 'NO_DOCUMENTS',
          message: 'There is no usable document. Add one and retry, or give up.',
        },
      },
    ],
  };
}

/** Phase 3: questions, answers, gaps. */
export const assessment: Phase = {
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

/** Phase 5: filed, released, shared, announced. */
export const distribution: Phase = {
  initial: 'drive_organization',
  on: CANCEL,
  states: {
    drive_organization: step('drive_organization', {
      initial: 'organising',
      next: '#certification.reporting',
      states: {
        organising: call('drive.organise', 'drive_organization', {
          input: folders,
          next: 'awaitingApproval',
        }),
        awaitingApproval: approval('release', {
          subject: ({ outputs }) => outputs.manifest,
          approved: 'sharing',
          changes: 'organising',
        }),
        rejected: rejection('drive_organization', 'release', 'organising'),
        sharing: call('drive.share', 'drive_organization', {
          input: folders,
          next: 'notifying',
          skipTo: '#certification.distribution.drive_organization.notifying',
        }),
        notifying: call('learners.notify', 'drive_organization', {
          next: 'completed',
          skipTo: '#certification.distribution.drive_organization.completed',
        }),
      },
    }),
  },
};

/** Phase 6: the report. */
export const reporting: Phase = {
  initial: 'completion',
  on: CANCEL,
  states: {
    completion: step('completion', {
      initial: 'reporting',
      next: '#certification.completed',
      states: {
        reporting: call('report.build', 'completion', {
          input: ({ timings, warnings, degraded, approvals }) => ({
            timings,
            warnings,
            degraded,
            approvals,
          }),
          next: 'uploading',
        }),
        uploading: call('report.upload', 'completion', {
          input: folders,
          next: 'completed',
          skipTo: '#certification.reporting.completion.completed',
        }),
      },
    }),
  },
};
