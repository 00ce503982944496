/** Which parts of each output a workflow remembers: references and counts, so snapshots stay small. */
import type { Outputs } from './certification-context.ts';
import type { CallName, CallOutput } from './vocabulary.ts';

type Keepers = { [N in CallName]?: (output: CallOutput<N>) => Outputs };

const KEEPERS: Keepers = {
  'drive.provision': ({ folders }) => ({ folders }),
  'forms.create_intake': ({ intake, knowledge_upload }) => ({ intake, knowledge_upload }),
  'knowledge.collect': ({ accepted }) => ({ accepted }),
  'knowledge.process': ({ knowledge, documents_processed, chunks }) => ({
    knowledge,
    documents_processed,
    chunks,
  }),
  'assessment.generate': ({ questions, generated }) => ({
    questions,
    questions_generated: generated,
  }),
  'assessment.publish': ({ form }) => ({ form }),
  'assessment.invite': ({ invited }) => ({ invited }),
  'gaps.analyse': ({ gaps, learners_with_gaps, common_weak_areas }) => ({
    gaps,
    learners_with_gaps,
    common_weak_areas,
  }),
  'presentation.build': ({ decks }) => ({ decks: decks.length }),
  'avatar.script': ({ scripts, topics }) => ({ scripts, topics }),
  'drive.organise': ({ manifest }) => ({ manifest }),
  'drive.share': ({ shared }) => ({ shared: shared.length }),
  'learners.notify': ({ notified }) => ({ notified }),
  'report.build': ({ report, result }) => ({ report, result }),
  'report.upload': ({ report }) => ({ report_link: report }),
};

/** The part of an output to keep; nothing for calls whose output nobody needs again. */
export function keptOf(call: CallName, output: unknown): Outputs {
  const keep = KEEPERS[call] as ((output: unknown) => Outputs) | undefined;
  return keep ? keep(output) : {};
}
