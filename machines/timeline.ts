/** A certification workflow's journal folded into the timeline people read. Pure. */
import { failureFrom } from './failure.ts';
import { progressAt } from './progress.ts';
import { moodOf } from './state-path.ts';
import { isIn, type StepUpdate, stepsIn, stepUpdates, undoing } from './step-updates.ts';
import { STEP_NAMES, STEPS, type StepName } from './vocabulary.ts';

export { type StepUpdate, stepUpdates } from './step-updates.ts';

/** What the fold reads of a journal entry; `value` is null where the state did not change. */
export interface TimelineEntry {
  seq: number;
  at: number;
  kind?: string;
  event: { type: string; [key: string]: unknown };
  value: unknown;
}

/** One line of the timeline. `seq` is the journal position; one position may give several lines. */
export interface TimelineItem extends StepUpdate {
  seq: number;
  at: number;
  event: string;
}

/** Where the fold stands; plain JSON, so that a read model can keep it and go on later. */
export interface TimelineState {
  value: unknown;
  progress: number;
  /** Begun steps whose undo is still to come; the last is next. */
  to_undo: StepName[];
  /** Attempts in the present call of each step. */
  attempts: Partial<Record<StepName, number>>;
}

/** Before the first entry. */
export function emptyTimeline(): TimelineState {
  return { value: null, progress: 0, to_undo: [], attempts: {} };
}

/** Folds entries, oldest first, into items. */
export function foldTimeline(entries: Iterable<TimelineEntry>): TimelineItem[] {
  const items: TimelineItem[] = [];
  let state = emptyTimeline();
  for (const entry of entries) {
    const next = timelineStep(state, entry);
    items.push(...next.items);
    state = next.state;
  }
  return items;
}

/** One entry: the new fold state and the lines it adds. */
export function timelineStep(
  state: TimelineState,
  entry: TimelineEntry,
): { state: TimelineState; items: TimelineItem[] } {
  const after = entry.value ?? state.value;
  const progress = Math.max(state.progress, reached(after));
  const updates = [
    ...undoSettled(state, entry, progress),
    ...paced(stepUpdates(state.value, after), state.progress),
  ];
  const next = advance(state, entry, after, progress);
  const turned = JSON.stringify(after) !== JSON.stringify(state.value);
  const current = next.to_undo.at(-1);
  if (isIn('compensating', after) && current && (turned || updates.length > 0)) {
    updates.push(undoing(current, after, progress));
  }
  const items = updates.map((update) => ({
    seq: entry.seq,
    at: entry.at,
    event: entry.event.type,
    ...update,
    metadata: { ...update.metadata, ...noted(entry, next.attempts[update.step_name]) },
  }));
  return { state: next, items };
}

/** Each update carries the progress it takes the workflow to, even where one transition brings several. */
function paced(updates: StepUpdate[], before: number): StepUpdate[] {
  let progress = before;
  return updates.map((update) => {
    const { step_name: step, status } = update;
    progress = Math.max(progress, progressAt({ step, completed: status === 'completed' }));
    return { ...update, progress_percentage: progress };
  });
}

function advance(
  state: TimelineState,
  entry: TimelineEntry,
  after: unknown,
  progress: number,
): TimelineState {
  const furthest = Math.max(0, ...[...stepsIn(after).keys()].map((step) => STEPS[step].number));
  const begun = furthest > 0 ? STEP_NAMES.slice(0, furthest) : state.to_undo;
  const to_undo = settlesUndo(state, entry) ? begun.slice(0, -1) : begun;
  return { value: after, progress, to_undo, attempts: attemptsAfter(state, after) };
}

/** Journalled, but without effect on the state. */
const NOT_TAKEN = new Set(['stale', 'dropped', 'failed', 'discarded']);

/** Undoing a step ends when its undo succeeds, or when a person leaves its effects behind. */
function settlesUndo(state: TimelineState, { event, kind }: TimelineEntry): boolean {
  if (!isIn('compensating', state.value) || NOT_TAKEN.has(kind ?? '')) return false;
  if (event.type === 'skip') return true;
  const output = event.output as { ok?: boolean } | undefined;
  return event.type === 'xstate.done.actor.step_undo' && output?.ok === true;
}

function undoSettled(state: TimelineState, entry: TimelineEntry, progress: number): StepUpdate[] {
  const step = state.to_undo.at(-1);
  if (!step || !settlesUndo(state, entry)) return [];
  const isLeft = entry.event.type === 'skip';
  return [
    {
      ...undoing(step, state.value, progress),
      status: isLeft ? 'failed' : 'compensating',
      metadata: isLeft ? { left_behind: true } : { undone: true },
    },
  ];
}

/** Counts how often a step came back to `calling` after a pause. */
function attemptsAfter(state: TimelineState, after: unknown): TimelineState['attempts'] {
  const attempts: TimelineState['attempts'] = {};
  const before = stepsIn(state.value);
  for (const [step, path] of stepsIn(after)) {
    const was = before.get(step);
    const sameCall = was?.slice(0, -1).join('.') === path.slice(0, -1).join('.');
    const known = sameCall ? (state.attempts[step] ?? 1) : 1;
    const again = sameCall && path.at(-1) === 'calling' && was?.at(-1) !== 'calling';
    attempts[step] = again ? known + 1 : known;
  }
  return attempts;
}

function noted({ event }: TimelineEntry, attempt: number | undefined): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const output = event.output as { ok?: boolean; failure?: unknown } | undefined;
  if (output?.failure) found.failure = failureFrom(output.failure);
  if (event.type.startsWith('xstate.error.actor.')) found.failure = failureFrom(event.error);
  if (typeof event.by === 'string') found.by = event.by;
  if (attempt !== undefined && attempt > 1) found.attempt = attempt;
  return found;
}

function reached(value: unknown): number {
  const marks = [...stepsIn(value)].map(([step, path]) =>
    progressAt({ step, completed: moodOf(path) === 'completed' }),
  );
  return Math.max(0, ...marks);
}
