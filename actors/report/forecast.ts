/** How long steps were expected to work and did, so that people learn what to expect next time. */
import type { StepName } from '../../machines/vocabulary.ts';

/** Work without waits for people and learners, in ms. */
export interface StepForecast {
  step: StepName;
  /** Median over earlier workflows that ended; null where too few did. */
  predicted_ms: number | null;
  actual_ms: number;
}

export interface Forecast {
  /** Earlier workflows it goes by. */
  runs: number;
  steps: StepForecast[];
}

/** What was foretold of a workflow and what came; the step at work now has no actual time yet. */
export type Foretell = (workflow: string) => Promise<Forecast>;
