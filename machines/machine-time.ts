/** How long steps were at work, waits for people and learners left out; and what that foretells. */
import { moodOf } from './state-path.ts';
import { stepsIn } from './step-updates.ts';
import { STEP_NAMES, type StepName } from './vocabulary.ts';

/** A state value and when it was reached, ms since 1970. */
export interface Moment {
  at: number;
  value: unknown;
}

/** Milliseconds at work; a step that never worked is absent. */
export type StepTimes = Partial<Record<StepName, number>>;

/** Fewer runs than this say too little about the next one. */
export const RUNS_NEEDED = 3;

/** Steps that run side by side: only the longer one counts. */
const SIDE_BY_SIDE: ReadonlySet<StepName> = new Set(['presentation_generation', 'avatar_creation']);

/**
 * From the values of one workflow, oldest first. Retries and waits for an integration count as
 * work, since nobody has to do anything for them to end; the last value counts until `until`.
 */
export function machineTime(moments: Moment[], until?: number): StepTimes {
  const times: StepTimes = {};
  for (const [index, { at, value }] of moments.entries()) {
    const end = moments[index + 1]?.at ?? until ?? at;
    for (const [step, path] of stepsIn(value))
      if (isAtWork(path)) times[step] = (times[step] ?? 0) + Math.max(0, end - at);
  }
  return times;
}

/**
 * Milliseconds of work that past runs say are still to come, or null where there are too few.
 * A step that takes longer than it used to is expected to end at once, not to have ended.
 */
export function workLeft(past: StepTimes[], own: StepTimes, value: unknown): number | null {
  if (past.length < RUNS_NEEDED) return null;
  const left = (step: StepName): number =>
    Math.max(0, median(past.map((times) => times[step] ?? 0)) - (own[step] ?? 0));
  const open = STEP_NAMES.filter((step) => !isOver(step, value));
  const together = open.filter((step) => SIDE_BY_SIDE.has(step)).map(left);
  const inTurn = open.filter((step) => !SIDE_BY_SIDE.has(step)).map(left);
  return Math.max(0, ...together) + inTurn.reduce((sum, each) => sum + each, 0);
}

/** The median of each step over past runs; a step that no run worked on is absent. */
export function medianTimes(past: StepTimes[]): StepTimes {
  const known = (step: StepName) => past.flatMap((times) => times[step] ?? []);
  const steps = STEP_NAMES.filter((step) => known(step).length > 0);
  return Object.fromEntries(steps.map((step) => [step, median(known(step))]));
}

function isAtWork(path: string[]): boolean {
  const mood = moodOf(path);
  return mood === 'working' || mood === 'retrying' || path.at(-1) === 'circuitOpen';
}

function isOver(step: StepName, value: unknown): boolean {
  const present = stepsIn(value);
  const path = present.get(step);
  if (path) return moodOf(path) === 'completed';
  const first = STEP_NAMES.findIndex((name) => present.has(name));
  return STEP_NAMES.indexOf(step) < first;
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (low + high) / 2;
}
