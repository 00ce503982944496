/**
 * The door between statecharts and the outside world: a statechart invokes `perform` with the name
 * of a call, and this table finds the activity that makes it.
 */
import type { CallName, StepName } from '../machines/vocabulary.ts';
import { type Failure, terminal, toFailure } from '../runtime/errors.ts';
import type { ActivityRun, Json, Perform } from '../runtime/ports.ts';
import type { Activity } from './ports.ts';

/** One activity for every call of the vocabulary; a missing one does not compile. */
export type Activities = { [N in CallName]: Activity<N> };

export interface CallObserver {
  /** @param seconds how long this attempt took. */
  called(call: CallName, run: ActivityRun, seconds: number, outcome: CallOutcome): void;
}

export interface CallOutcome {
  /** Null when it succeeded. */
  failure: Failure | null;
  /** The step whose artefact came out in a lesser form, or null. */
  degraded: StepName | null;
}

/** Runs what a machine's `perform` invoke asks for: `{activity, input}`. */
export function createPerform(
  activities: Activities,
  observer: CallObserver,
  stopwatch: () => () => number,
): Perform {
  return async (run) => {
    const { activity, input } = run.input as { activity: CallName; input: never };
    const perform = activities[activity] as Activity<CallName> | undefined;
    if (perform === undefined) throw terminal('CALL_UNKNOWN', `no activity named ${activity}`);
    const elapsedMs = stopwatch();
    try {
      const output = await perform(input, run);
      const degraded = (output.degraded?.length ?? 0) > 0 ? stepOf(run) : null;
      observer.called(activity, run, elapsedMs() / 1000, { failure: null, degraded });
      return output as unknown as Json;
    } catch (error) {
      const outcome = { failure: toFailure(error), degraded: null };
      if (!run.signal.aborted) observer.called(activity, run, elapsedMs() / 1000, outcome);
      throw error;
    }
  };
}

function stepOf(run: ActivityRun): StepName {
  return (run.input as { input: { step: StepName } }).input.step;
}
