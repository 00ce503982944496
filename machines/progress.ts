/** Progress in percent: the value of the step entered, and a tenth of the way on when it completes. */
import { STEP_NAMES, STEPS, type StepName } from './vocabulary.ts';

/** What progress needs to know of a begun step. */
export interface StepMark {
  step: StepName;
  completed: boolean;
}

/** The furthest of all begun steps; 0 before the first. */
export function progressOf(marks: StepMark[]): number {
  return Math.max(0, ...marks.map(progressAt));
}

/** The step's own value, or a tenth of the way to the next one's once it is completed. */
export function progressAt({ step, completed }: StepMark): number {
  const own = STEPS[step].progress;
  if (!completed) return own;
  const next = STEP_NAMES[STEPS[step].number];
  const onwards = next ? STEPS[next].progress - own : 0;
  return Math.round((own + onwards / 10) * 10) / 10;
}
