/**
 * The paths through the certification workflow that the crash matrix walks: the happy one, and each
 * on which one single thing goes another way. What the world answers and what people do depends on
 * nothing but what is stored, so that a crash cannot change it.
 */
import { CALL_TIMEOUT_MS } from '../../machines/call-table.ts';
import {
  type CallName,
  CHECKPOINT_KINDS,
  type CheckpointKind,
  STEP_NAMES,
  type StepName,
} from '../../machines/vocabulary.ts';

/** What goes another way. Each happens once: the next attempt, round or decision goes well. */
export interface Path {
  name: string;
  /** A call whose first attempt fails, and what a person does about it where one is asked. */
  fails?: { call: CallName; how: 'transient' | 'terminal' };
  attention?: 'retry' | 'skip' | 'give_up';
  /** A checkpoint whose first decision is not an approval. */
  checkpoint?: { kind: CheckpointKind; how: 'reject' | 'request_changes' | 'nobody' };
  /** A person cancels as soon as this step has begun. */
  cancel?: StepName;
  /** Learners answer only after they were reminded. */
  late?: boolean;
}

const CALLS = Object.keys(CALL_TIMEOUT_MS) as CallName[];

/** Every path, the happy one first. */
export const PATHS: readonly Path[] = [
  { name: 'happy' },
  { name: 'late', late: true },
  ...CALLS.flatMap(failures),
  ...CHECKPOINT_KINDS.flatMap((kind) =>
    (['reject', 'request_changes', 'nobody'] as const).map((how) => ({
      name: `${kind} ${how}`,
      checkpoint: { kind, how },
      attention: 'retry' as const,
    })),
  ),
  ...STEP_NAMES.map((step) => ({ name: `cancel ${step}`, cancel: step })),
];

function failures(call: CallName): Path[] {
  const base: Omit<Path, 'name'> = {
    ...(call === 'step.undo' ? { cancel: 'gap_analysis' as const } : {}),
    ...(call === 'responses.remind' ? { late: true } : {}),
  };
  const helps =
    call === 'step.undo' ? (['retry', 'skip'] as const) : (['retry', 'skip', 'give_up'] as const);
  return [
    { ...base, name: `${call} transient`, fails: { call, how: 'transient' } },
    ...helps.map((attention) => ({
      ...base,
      name: `${call} terminal ${attention}`,
      fails: { call, how: 'terminal' as const },
      attention,
    })),
  ];
}
