/** Registered migrations between machine versions, and the shortest way from one version to another. */
import type { Json } from './ports.ts';

/**
 * Carries a stored state from one version of a machine to another. Pure: it is given xstate's
 * persisted snapshot (`value`, `context`, `historyValue`, ...) and returns the new one. Children and
 * timers are not its business: they follow from the states it names.
 */
export interface MachineMigration {
  machine: string;
  from: string;
  to: string;
  migrate(snapshot: Json): Json;
}

export interface MigrationPaths {
  /** The migrations from one version to the other composed into one, or null where no way leads. */
  between(machine: string, from: string, to: string): MachineMigration['migrate'] | null;
  /** Versions that can be reached from this one. */
  reachable(machine: string, from: string): string[];
}

/** @throws Error for a step that leads nowhere or is there twice. */
export function migrationPaths(migrations: MachineMigration[]): MigrationPaths {
  const seen = new Set<string>();
  for (const { machine, from, to } of migrations) {
    const name = `the migration of ${machine} from ${from} to ${to}`;
    if (from === to) throw new Error(`${name} leads nowhere`);
    if (seen.has(name)) throw new Error(`${name} is registered twice`);
    seen.add(name);
  }
  const routes = (machine: string, from: string): Map<string, MachineMigration[]> => {
    const found = new Map<string, MachineMigration[]>([[from, []]]);
    for (const [version, route] of found) {
      for (const step of migrations) {
        const leadsOn = step.machine === machine && step.from === version && !found.has(step.to);
        if (leadsOn) found.set(step.to, [...route, step]);
      }
    }
    return found;
  };
  return {
    between: (machine, from, to) => {
      const route = routes(machine, from).get(to);
      if (route === undefined || route.length === 0) return null;
      return (snapshot) => route.reduce((state, step) => step.migrate(state), snapshot);
    },
    reachable: (machine, from) => [...routes(machine, from).keys()].slice(1),
  };
}
