/**
 * Every machine version that ever ran on this database, as data: a stored workflow can be read
 * against the chart it was started with when no program holds that version's code any more.
 */
import type { Json } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { toJsonText } from './json-text.ts';

export interface MachineVersion {
  machine: string;
  version: string;
  /** The statechart's configuration, functions by presence only. */
  definition: Json;
  /** Its states and transitions as a plain list. */
  chart: Json;
}

export interface StoredMachineVersion extends MachineVersion {
  /** When a program that holds it was first started; ms since 1970. */
  first_seen_at: number;
}

export interface MachineVersions {
  /** Adds those that are new; a version once written is never changed. */
  remember(versions: MachineVersion[], at: number): Promise<void>;
  find(machine: string, version: string): Promise<StoredMachineVersion | null>;
  /** Versions of one machine, the oldest first. */
  of(machine: string): Promise<{ version: string; first_seen_at: number }[]>;
}

export function createMachineVersions(db: Database): MachineVersions {
  return {
    remember: async (versions, at) => {
      await db.sql(REMEMBER, [at, toJsonText(versions)]);
    },
    find: async (machine, version) => {
      const [row] = await db.sql<StoredMachineVersion>(FIND, [machine, version]);
      return row ?? null;
    },
    of: (machine) => db.sql(OF, [machine]),
  };
}

const REMEMBER = `
  insert into machine_version (machine, version, definition, chart, first_seen_at)
  select v.machine, v.version, v.definition, v.chart, ?::bigint
  from json_to_recordset(?::json) as v(machine text, version text, definition json, chart json)
  on conflict (machine, version) do nothing`;
const FIND = `
  select machine, version, definition, chart, first_seen_at
  from machine_version where machine = ? and version = ?`;
const OF = `
  select version, first_seen_at from machine_version where machine = ?
  order by first_seen_at, version`;
