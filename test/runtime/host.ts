/** An engine on small machines for tests that are about something else than the engine itself. */
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { type EngineOptions, openEngine } from '../../runtime/engine.ts';
import type { ActivityRun, Engine, Perform, Store } from '../../runtime/ports.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export interface Host {
  engine: Engine;
  store: Store;
  clock: ManualClock;
  /** Activities in the order they were begun. */
  runs: ActivityRun[];
  troubles: string[];
}

/** An activity that ends only when it is told to. */
export const untilStopped: Perform = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });

/** Activities run until they are stopped, unless `perform` says otherwise. */
export async function host(
  parts: Pick<EngineOptions, 'machines'> &
    Partial<EngineOptions> & { clock?: ManualClock; store?: Store },
): Promise<Host> {
  const clock = parts.clock ?? createManualClock();
  const store = parts.store ?? createMemoryStore();
  const runs: ActivityRun[] = [];
  const troubles: string[] = [];
  const perform = parts.perform ?? untilStopped;
  const engine = await openEngine({
    dispatcher: (run, reports) => createInProcessDispatcher(run, reports, 8),
    observer: {
      committed: () => undefined,
      failing: () => undefined,
      trouble: (what, error) => troubles.push(`${what}: ${String(error)}`),
    },
    slots: 1,
    ...parts,
    store,
    clock,
    perform: (run) => {
      runs.push(run);
      return perform(run);
    },
  });
  return { engine, store, clock, runs, troubles };
}
