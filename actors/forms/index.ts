/** The activities around forms: the educator's, the assessment, and its answers. */
export { type FormMap, publishAssessment } from './assessment.ts';
export { createIntake } from './intake.ts';
export { closeResponses, readResponses } from './responses.ts';
export { shutResponses, watchResponses } from './watching.ts';
