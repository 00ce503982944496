/** What changed for the eleven steps between two state values of a certification workflow. */
import { progressOf } from './progress.ts';
import { leavesOf, type Mood, moodOf, stepOf } from './state-path.ts';
import { STEP_NAMES, STEPS, type StepName, type StepStatus } from './vocabulary.ts';

/** One change of one step. */
export interface StepUpdate {
  step_name: StepName;
  status: StepStatus;
  progress_percentage: number;
  /** Dotted path of the step's occupied leaf; of the last one it had when it is over. */
  state: string;
  metadata: Record<string, unknown>;
}

/** What a view adds that the values do not show: the step being undone, the progress reached. */
export interface KnownView {
  step: string | null;
  progress: number;
}

const STATUS: Record<Mood, StepStatus> = {
  working: 'in_progress',
  retrying: 'in_progress',
  waiting: 'waiting',
  needs_attention: 'failed',
  completed: 'completed',
};

const WAITS: Record<string, string> = {
  backingOff: 'retry',
  circuitOpen: 'circuit',
  awaitingApproval: 'people',
  awaitingUploads: 'uploads',
  collecting: 'learners',
};

/**
 * The steps that changed, earliest first. A wait is named in `metadata.wait`: `retry` for a pause
 * between attempts, `circuit` for an unavailable integration, otherwise whom we wait for.
 */
export function stepUpdates(before: unknown, after: unknown, view?: KnownView): StepUpdate[] {
  const left = stepsIn(before);
  const present = stepsIn(after);
  const progress = view?.progress ?? progressIn(present.size > 0 ? present : left);
  const change: Change = { left, present, progress, isUndoing: isIn('compensating', after) };
  const updates = STEP_NAMES.flatMap((step) => changeOf(step, change));
  return change.isUndoing ? [...updates, ...undoingUpdate(before, after, view)] : updates;
}

interface Change {
  left: Map<StepName, string[]>;
  present: Map<StepName, string[]>;
  progress: number;
  isUndoing: boolean;
}

function changeOf(step: StepName, change: Change): StepUpdate[] {
  const was = change.left.get(step);
  const is = change.present.get(step);
  if (is) return same(was, is) ? [] : [updateOf(step, is, change.progress)];
  if (was && change.isUndoing) return [interrupted(step, was, change.progress)];
  if (was) return moodOf(was) === 'completed' ? [] : [completed(step, was, change.progress)];
  if (!wasPassed(step, change.left, change.present)) return [];
  return [completed(step, [STEPS[step].phase, step, 'completed'], change.progress)];
}

/** The leaf path of every step that a value occupies. */
export function stepsIn(value: unknown): Map<StepName, string[]> {
  const steps = new Map<StepName, string[]>();
  for (const path of leavesOf(value)) {
    const step = stepOf(path);
    if (step) steps.set(step, path);
  }
  return steps;
}

/** Whether the value's first segment is `top`. */
export function isIn(top: string, value: unknown): boolean {
  return leavesOf(value)[0]?.[0] === top;
}

/** The compensating state as an update of the step being undone. */
export function undoing(step: StepName, value: unknown, progress: number): StepUpdate {
  const path = leavesOf(value)[0] ?? [];
  const failed = path.at(-1) === 'compensationFailed';
  return {
    step_name: step,
    status: failed ? 'failed' : 'compensating',
    progress_percentage: progress,
    state: path.join('.'),
    metadata: waitOf(path),
  };
}

function undoingUpdate(before: unknown, after: unknown, view?: KnownView): StepUpdate[] {
  const step = STEP_NAMES.find((name) => name === view?.step);
  if (!step || !view || JSON.stringify(before) === JSON.stringify(after)) return [];
  return [undoing(step, after, view.progress)];
}

function updateOf(step: StepName, path: string[], progress: number): StepUpdate {
  return {
    step_name: step,
    status: STATUS[moodOf(path)],
    progress_percentage: progress,
    state: path.join('.'),
    metadata: waitOf(path),
  };
}

function completed(step: StepName, path: string[], progress: number): StepUpdate {
  return {
    step_name: step,
    status: 'completed',
    progress_percentage: progress,
    state: path.join('.'),
    metadata: {},
  };
}

function interrupted(step: StepName, path: string[], progress: number): StepUpdate {
  const wasDone = moodOf(path) === 'completed';
  return {
    ...completed(step, path, progress),
    status: wasDone ? 'completed' : 'failed',
    metadata: wasDone ? {} : { interrupted: true },
  };
}

function waitOf(path: string[]): Record<string, unknown> {
  const leaf = path.at(-1) ?? '';
  if (moodOf(path) === 'needs_attention') return { needs_attention: true };
  return WAITS[leaf] ? { wait: WAITS[leaf] } : {};
}

/** A step can begin and end within one transition, so that no value ever showed it. */
function wasPassed(
  step: StepName,
  left: Map<StepName, string[]>,
  present: Map<StepName, string[]>,
): boolean {
  const from = [...left.keys()].map((name) => STEPS[name].number);
  const to = [...present.keys()].map((name) => STEPS[name].number);
  if (from.length === 0 || to.length === 0) return false;
  const { number } = STEPS[step];
  return number > Math.max(...from) && number < Math.min(...to);
}

function progressIn(steps: Map<StepName, string[]>): number {
  return progressOf(
    [...steps].map(([step, path]) => ({ step, completed: moodOf(path) === 'completed' })),
  );
}

function same(left: string[] | undefined, right: string[]): boolean {
  return left?.join('.') === right.join('.');
}
