/** The few facts that lists show of an actor, computed from its snapshot alone. */
import type { CertificationContext } from './certification-context.ts';
import { progressOf } from './progress.ts';
import { leavesOf, moodOf, stepOf } from './state-path.ts';
import type { StepName, WorkflowStatus } from './vocabulary.ts';

/** Status word, step and progress; the same shape as the runtime's. */
export interface View {
  status: string;
  step: string | null;
  progress: number;
}

/** What a projection reads: a live or a persisted snapshot both fit. */
export interface Projectable {
  value: unknown;
  context: unknown;
  status: string;
}

/** View of a certification workflow. `status` is a WorkflowStatus, `step` a StepName. */
export function projectCertification(snapshot: Projectable): View {
  const context = snapshot.context as CertificationContext;
  const paths = leavesOf(snapshot.value);
  const marks = context.timings.map(({ step, completed_at }) => ({
    step,
    completed: completed_at !== null,
  }));
  return {
    status: statusOf(paths),
    step: presentStep(paths, context),
    progress: progressOf(marks),
  };
}

/** View of any other actor: its innermost state, and nothing or everything done. */
export function projectLeaf(snapshot: Projectable): View {
  const [path] = leavesOf(snapshot.value);
  const context = snapshot.context as { input?: { step?: string } };
  return {
    status: path?.at(-1) ?? snapshot.status,
    step: context.input?.step ?? null,
    progress: snapshot.status === 'done' ? 100 : 0,
  };
}

function statusOf(paths: string[][]): WorkflowStatus {
  const top = paths[0]?.[0];
  if (
    paths[0]?.length === 1 &&
    (top === 'completed' || top === 'cancelled' || top === 'compensated')
  ) {
    return top;
  }
  // A region that has ended says nothing about the one that goes on.
  const moods = paths.map(moodOf).filter((mood) => mood !== 'completed');
  if (moods.includes('needs_attention')) return 'needs_attention';
  if (top === 'compensating') return 'compensating';
  return moods.length > 0 && moods.every((mood) => mood === 'waiting') ? 'waiting' : 'running';
}

/** The furthest step at work; while undoing, the step being undone; at the end, the last begun. */
function presentStep(paths: string[][], context: CertificationContext): StepName | null {
  if (context.undoing) return context.undoing;
  const active = paths.filter((path) => moodOf(path) !== 'completed').map(stepOf);
  return active.findLast((step) => step !== null) ?? context.begun.at(-1) ?? null;
}
