/** The steps of a workflow as a run shows them: a line when one begins, a table at the end. */
import { WORKFLOW_MACHINE } from '../machines/registry.ts';
import { STEP_NAMES, STEPS } from '../machines/vocabulary.ts';
import type { Exported } from './export-artefacts.ts';
import type { System } from './system.ts';
import { duration, table } from './table.ts';

/** Wall times since the start of the run. */
export interface StepSeen {
  /** When this run saw it begin; null for a step that an earlier run finished. */
  enteredMs: number | null;
  leftMs: number | null;
}

/** What the API says about a workflow, as far as it is needed here. */
export interface ProgressView {
  value: unknown;
  progress_percentage: number;
  warnings: { message: string }[];
  context: { timings: { step: string; completed_at: number | null }[] };
}

/** Notes when each step was entered and left, in wall time, and tells about it as it happens. */
export function watchSteps(system: System, elapsedMs: () => number, note: (line: string) => void) {
  const seen = new Map<string, StepSeen>();
  const look = (value: unknown, progress: number) => {
    const active = new Set(stepsIn(value));
    for (const [step, times] of seen) if (!active.has(step)) times.leftMs ??= elapsedMs();
    for (const step of active) {
      if (seen.has(step)) continue;
      seen.set(step, { enteredMs: elapsedMs(), leftMs: null });
      note(`${String(progress).padStart(3)} %  ${step}`);
    }
  };
  const stop = system.engine.subscribe('*', (frame) => {
    if (frame.kind !== 'transition' || frame.machine !== WORKFLOW_MACHINE) return;
    look(frame.value, frame.view.progress);
  });
  /** Takes note of what happened while nobody watched. */
  const catchUp = ({ value, progress_percentage, context }: ProgressView) => {
    for (const { step, completed_at } of context.timings)
      if (completed_at !== null && !seen.has(step)) seen.set(step, { enteredMs: null, leftMs: 0 });
    look(value, progress_percentage);
  };
  return { seen, stop, catchUp };
}

/** Names of the steps a state value is in and has not completed. */
function stepsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in STEPS ? (inner === 'completed' ? [] : [name]) : stepsIn(inner),
  );
}

function tookOf(times: StepSeen | undefined): string {
  if (!times) return 'left out';
  if (times.enteredMs === null) return 'earlier';
  return duration((times.leftMs ?? times.enteredMs) - times.enteredMs);
}

/** One line a step: how long it took and what it made. */
export function stepTable(seen: Map<string, StepSeen>, artefacts: Exported[]): string {
  const rows = STEP_NAMES.map((step) => {
    const took = tookOf(seen.get(step));
    const made = artefacts.filter((each) => each.step === step).map(({ path }) => path);
    return [
      String(STEPS[step].number),
      step,
      took,
      made.slice(0, 3).join(', ') + (made.length > 3 ? ` and ${made.length - 3} more` : ''),
    ];
  });
  return table(['#', 'step', 'took', 'artefacts'], rows);
}
