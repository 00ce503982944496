/** Names the writes of an activity for the ledger. */
import type { ActivityRun } from '../../runtime/ports.ts';
import type { StepName } from '../ports.ts';
import type { Write } from '../workspace/port.ts';

/** The write `ordinal` of this step: the same in every attempt. */
export function writeOf(run: ActivityRun, step: StepName, ordinal: string): Write {
  return { key: `${run.root}/${step}/${ordinal}`, workflow: run.root, step, signal: run.signal };
}

/** The part of a ledger key that names the write within its step. */
export function ordinalOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
