/** A machine version as data: from its code where that is here, else as it was kept when it last ran. */
import { type Chart, chartOf } from '../../machines/chart.ts';
import { machines, olderMachines, type RegisteredMachine } from '../../machines/registry.ts';
import { definitionOf } from '../../machines/version.ts';
import type { MachineVersions } from '../ports.ts';
import { notFound } from '../problem.ts';

export interface MachineChart {
  name: string;
  version: string;
  chart: Chart;
  definition: unknown;
  /** Whether this program can run an actor of it. */
  in_code: boolean;
  current: boolean;
}

export interface ListedVersion {
  version: string;
  in_code: boolean;
  /** ISO time; null for one that no database has seen yet. */
  first_seen_at: string | null;
}

export interface MachineCharts {
  /** The current version of every machine. */
  registered(): Promise<MachineChart[]>;
  /** @param version a version, or `current`. @throws Problem 404 that says which versions there are */
  find(name: string, version: string): Promise<MachineChart>;
  /** The current one first, then those in code, then those that were. */
  versions(name: string): Promise<ListedVersion[]>;
}

export function createMachineCharts(kept: MachineVersions): MachineCharts {
  const versions = async (name: string): Promise<ListedVersion[]> => {
    const stored = new Map((await kept.of(name)).map((each) => [each.version, each.first_seen_at]));
    const held = inCode(name).map(({ version }) => version);
    const gone = [...stored.keys()].filter((version) => !held.includes(version));
    return [...held, ...gone].map((version) => {
      const seen = stored.get(version);
      return {
        version,
        in_code: held.includes(version),
        first_seen_at: seen === undefined ? null : new Date(seen).toISOString(),
      };
    });
  };
  // A version never changes, so what was derived from one is kept.
  const known = new Map<string, MachineChart>();
  return {
    versions,
    registered: async () =>
      Object.keys(machines).flatMap((name) => {
        const [held] = inCode(name);
        return held ? [described(name, held, held)] : [];
      }),
    find: async (name, version) => {
      const held = inCode(name);
      const found = held.find((each) => version === each.version || version === 'current');
      if (found) return described(name, found, held[0]);
      const before = known.get(`${name}@${version}`);
      if (before) return before;
      const stored = await kept.find(name, version);
      if (stored === null) throw await unknown(name, version);
      const { definition } = stored;
      const chart = stored.chart as unknown as Chart;
      const gone = { name, version, chart, definition, in_code: false, current: false };
      known.set(`${name}@${version}`, gone);
      return gone;
    },
  };

  function described(
    name: string,
    held: RegisteredMachine,
    current: RegisteredMachine | undefined,
  ): MachineChart {
    const key = `${name}@${held.version}`;
    const described = known.get(key) ?? { ...asChart(name, held), current: held === current };
    known.set(key, described);
    return described;
  }

  async function unknown(name: string, version: string): Promise<Error> {
    const known = (await versions(name)).map((each) => each.version);
    return notFound(
      known.length === 0
        ? `machine ${name} in version ${version}`
        : `machine ${name} in version ${version}; there are ${known.join(', ')}`,
    );
  }
}

function inCode(name: string): RegisteredMachine[] {
  const current = Object.hasOwn(machines, name) ? machines[name] : undefined;
  return current === undefined ? [] : [current, ...(olderMachines[name] ?? [])];
}

function asChart(
  name: string,
  { machine, version }: RegisteredMachine,
): Omit<MachineChart, 'current'> {
  const definition = definitionOf(machine);
  return { name, version, chart: chartOf(machine), definition, in_code: true };
}
