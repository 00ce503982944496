/** Phases 1 and 2 of the certification machine: folders, forms, documents, search index. */
import type { CertificationContext } from './certification-context.ts';
import { attention, CANCEL, call, step } from './certification-states.ts';
import type { State } from './machine.ts';

type Context = CertificationContext;

const folders = ({ outputs }: Context) => ({ folders: outputs.folders });

/** Phase 1: folders and forms. */
export const initialization: State<Context> = {
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
export const knowledge: State<Context> = {
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
