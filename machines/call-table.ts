/** Every external call: the integration it counts against, and how long one attempt may take. */
import type { CallName, Calls } from './vocabulary.ts';

const MINUTE_MS = 60_000;

/** Integration of each call; the types make it agree with the vocabulary. */
export const INTEGRATION_OF: { [N in CallName]: Calls[N]['integration'] } = {
  'drive.provision': 'google_apis',
  'forms.create_intake': 'google_apis',
  'knowledge.collect': 'knowledge_base',
  'knowledge.process': 'knowledge_base',
  'assessment.generate': 'assessment_engine',
  'assessment.publish': 'google_apis',
  'assessment.invite': 'notification',
  'responses.read': 'google_apis',
  'responses.remind': 'notification',
  'responses.close': 'google_apis',
  'gaps.analyse': 'assessment_engine',
  'presentation.build': 'presgen_core',
  'presentation.upload': 'google_apis',
  'avatar.script': 'presgen_core',
  'avatar.render': 'presgen_avatar',
  'avatar.upload': 'google_apis',
  'drive.organise': 'google_apis',
  'drive.share': 'google_apis',
  'learners.notify': 'notification',
  'report.build': 'presgen_core',
  'report.upload': 'google_apis',
  'step.undo': 'google_apis',
};

/** Milliseconds one attempt may take before it counts as a timeout. */
export const CALL_TIMEOUT_MS: Record<CallName, number> = {
  'drive.provision': 5 * MINUTE_MS,
  'forms.create_intake': 5 * MINUTE_MS,
  'knowledge.collect': 10 * MINUTE_MS,
  'knowledge.process': 30 * MINUTE_MS,
  'assessment.generate': 20 * MINUTE_MS,
  'assessment.publish': 5 * MINUTE_MS,
  'assessment.invite': 10 * MINUTE_MS,
  'responses.read': 2 * MINUTE_MS,
  'responses.remind': 10 * MINUTE_MS,
  'responses.close': 5 * MINUTE_MS,
  'gaps.analyse': 10 * MINUTE_MS,
  'presentation.build': 20 * MINUTE_MS,
  'presentation.upload': 20 * MINUTE_MS,
  'avatar.script': 10 * MINUTE_MS,
  'avatar.render': 60 * MINUTE_MS,
  'avatar.upload': 30 * MINUTE_MS,
  'drive.organise': 20 * MINUTE_MS,
  'drive.share': 20 * MINUTE_MS,
  'learners.notify': 10 * MINUTE_MS,
  'report.build': 10 * MINUTE_MS,
  'report.upload': 10 * MINUTE_MS,
  'step.undo': 15 * MINUTE_MS,
};

/** Fields an output must have; an answer without them is refused before it reaches a workflow. */
export const OUTPUT_KEYS: { [N in CallName]: readonly (keyof Calls[N]['output'] & string)[] } = {
  'drive.provision': ['folders'],
  'forms.create_intake': ['intake', 'knowledge_upload'],
  'knowledge.collect': ['accepted', 'rejected'],
  'knowledge.process': ['knowledge', 'documents_processed', 'quarantined', 'chunks', 'coverage'],
  'assessment.generate': ['questions', 'generated', 'short_of'],
  'assessment.publish': ['form', 'questions'],
  'assessment.invite': ['invited'],
  'responses.read': ['answered'],
  'responses.remind': ['reminded'],
  'responses.close': ['answered', 'missing'],
  'gaps.analyse': ['gaps', 'learners_with_gaps', 'common_weak_areas'],
  'presentation.build': ['decks'],
  'presentation.upload': ['uploaded'],
  'avatar.script': ['scripts', 'topics'],
  'avatar.render': ['topic', 'video', 'captions', 'poster', 'transcript', 'rung'],
  'avatar.upload': ['uploaded'],
  'drive.organise': ['manifest', 'filed'],
  'drive.share': ['shared'],
  'learners.notify': ['notified'],
  'report.build': ['report', 'result'],
  'report.upload': ['report'],
  'step.undo': ['undone', 'kept'],
};
