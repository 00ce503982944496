/**
 * Which code runs which actor. A new actor gets a machine's current version; an existing one stays
 * on the version its record names, until a migration moves it.
 */
import { terminal } from './errors.ts';
import type { InitEvent, MachineEntry } from './kernel.ts';
import { type MachineMigration, type MigrationPaths, migrationPaths } from './migration-paths.ts';
import type { ActorRecord } from './ports.ts';

export interface MachineLookup {
  /** Whether a child of this name is an actor with a record; others are activities. */
  has(name: string): boolean;
  /** What new actors run. @throws PresGenError MACHINE_UNKNOWN */
  current(name: string): MachineEntry;
  /** One version in particular. @throws PresGenError MACHINE_UNKNOWN, MACHINE_VERSION_UNKNOWN */
  pinned(name: string, version: string): MachineEntry;
  /** Versions whose code is here, the current one first; empty for an unknown machine. */
  versions(name: string): string[];
  names(): string[];
  migrations: MigrationPaths;
}

/**
 * @param current each machine as new actors get it, by name
 * @param older   versions that stored actors may still be on, newest first
 * @param migrations steps from one version to a later one
 */
export function machineLookup(
  current: Record<string, MachineEntry>,
  older: Record<string, MachineEntry[]> = {},
  migrations: MachineMigration[] = [],
): MachineLookup {
  const byName = new Map(
    Object.entries(current).map(([name, entry]) => [name, versionsOf(name, entry, older[name])]),
  );
  const orphan = Object.keys(older).find((name) => !byName.has(name));
  if (orphan !== undefined) throw new Error(`${orphan} has older versions but no current one`);
  const stray = migrations.find(({ machine }) => !byName.has(machine));
  if (stray !== undefined) throw new Error(`a migration is for ${stray.machine}, which is unknown`);
  const known = (name: string): Map<string, MachineEntry> => {
    const versions = byName.get(name);
    if (!versions) throw terminal('MACHINE_UNKNOWN', `no machine named ${name}`);
    return versions;
  };
  return {
    has: (name) => byName.has(name),
    current: (name) => {
      const [entry] = known(name).values();
      return entry as MachineEntry;
    },
    pinned: (name, version) => known(name).get(version) ?? missing(name, version, known(name)),
    versions: (name) => [...(byName.get(name)?.keys() ?? [])],
    names: () => [...byName.keys()],
    migrations: migrationPaths(migrations),
  };
}

/** The code an existing actor runs. @throws PresGenError MACHINE_UNKNOWN, MACHINE_VERSION_UNKNOWN */
export function entryFor(
  machines: MachineLookup,
  record: Pick<ActorRecord, 'machine' | 'version'>,
): MachineEntry {
  return machines.pinned(record.machine, record.version);
}

/** The init event as it is journalled: replay has to begin on the version the actor began on. */
export function withVersion(event: InitEvent, version: string): InitEvent {
  return { ...event, version };
}

function versionsOf(
  name: string,
  current: MachineEntry,
  older: MachineEntry[] = [],
): Map<string, MachineEntry> {
  const versions = new Map<string, MachineEntry>();
  for (const entry of [current, ...older]) {
    if (versions.has(entry.version))
      throw new Error(`machine ${name} is registered twice as version ${entry.version}`);
    versions.set(entry.version, entry);
  }
  return versions;
}

function missing(name: string, version: string, known: Map<string, MachineEntry>): never {
  throw terminal(
    'MACHINE_VERSION_UNKNOWN',
    `machine ${name} is needed in version ${version}; this program has ${[...known.keys()].join(', ')}`,
  );
}
