/** The assessment's face to the rest of the system: two activities and what the pages need. */
import type { Activity } from '../ports.ts';
import { analyseActivity } from './analyse-activity.ts';
import { type AssessmentPorts, generateActivity } from './generate-activity.ts';

export { type Another, anotherQuestion } from './another.ts';
export { allot } from './blueprint.ts';
export { analyseGaps } from './gaps.ts';
export type { AssessmentPorts } from './generate-activity.ts';
export { applyQuestionPatch, type QuestionPatch } from './patch.ts';
export { answer, type Simulated } from './responder.ts';
export { checkSource, isVerified } from './verify.ts';

/** The activities of this room by call name. */
export function assessmentActivities(ports: AssessmentPorts): {
  'assessment.generate': Activity<'assessment.generate'>;
  'gaps.analyse': Activity<'gaps.analyse'>;
} {
  return {
    'assessment.generate': generateActivity(ports),
    'gaps.analyse': analyseActivity(ports),
  };
}
