/** How running actors get from one version of a machine to a later one. Pure, like the machines. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * One step. `migrate` is given xstate's persisted snapshot and returns the new version's: rename
 * states in `value`, fill in `context`. Children and timers follow from the states by themselves.
 */
export interface MachineMigration {
  /** The machine's registered name. */
  machine: string;
  from: string;
  to: string;
  migrate(snapshot: Json): Json;
}

/** Every step, oldest first; a longer way is composed of them. */
export const migrations: MachineMigration[] = [];
