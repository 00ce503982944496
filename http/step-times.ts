/** How long each step worked, waited and was tried again in workflows that ended. Pure. */

import { moodOf } from '../machines/state-path.ts';
import { stepsIn } from '../machines/step-updates.ts';
import { STEP_NAMES, type StepName } from '../machines/vocabulary.ts';

export interface Spread {
  p50: number;
  p95: number;
}

export interface StepTimes {
  step: StepName;
  /** Workflows that went through it. */
  count: number;
  work_ms: Spread;
  /** For people, learners or an integration that is not available. */
  wait_ms: Spread;
  retry_ms: Spread;
}

type Kind = 'work' | 'wait' | 'retry';
type Sums = Record<Kind, number>;

/** @param courses state values of each workflow, oldest first */
export function stepTimes(courses: { at: number; value: unknown }[][]): StepTimes[] {
  const all = new Map<StepName, Sums[]>();
  for (const course of courses)
    for (const [step, sums] of sumsOf(course)) all.set(step, [...(all.get(step) ?? []), sums]);
  return STEP_NAMES.filter((step) => all.has(step)).map((step) => {
    const sums = all.get(step) ?? [];
    const spread = (kind: Kind): Spread => ({
      p50: percentile(
        sums.map((each) => each[kind]),
        50,
      ),
      p95: percentile(
        sums.map((each) => each[kind]),
        95,
      ),
    });
    return {
      step,
      count: sums.length,
      work_ms: spread('work'),
      wait_ms: spread('wait'),
      retry_ms: spread('retry'),
    };
  });
}

function sumsOf(course: { at: number; value: unknown }[]): Map<StepName, Sums> {
  const sums = new Map<StepName, Sums>();
  for (const [index, { at, value }] of course.entries()) {
    const end = course[index + 1]?.at ?? at;
    for (const [step, path] of stepsIn(value)) {
      const kind = kindOf(moodOf(path));
      if (kind === null) continue;
      const sum = sums.get(step) ?? { work: 0, wait: 0, retry: 0 };
      sum[kind] += Math.max(0, end - at);
      sums.set(step, sum);
    }
  }
  return sums;
}

function kindOf(mood: ReturnType<typeof moodOf>): Kind | null {
  if (mood === 'completed') return null;
  if (mood === 'working') return 'work';
  return mood === 'retrying' ? 'retry' : 'wait';
}

/** The smallest that at least `percent` % of all do not exceed. */
export function percentile(samples: number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1] ?? 0;
}
