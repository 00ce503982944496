/** Every machine of this program in every version it holds, with the ways between them. */
import { chartOf } from '../machines/chart.ts';
import { migrations } from '../machines/migrations.ts';
import { machines, olderMachines } from '../machines/registry.ts';
import { definitionOf } from '../machines/version.ts';
import type { MachineVersion } from '../persistence/machine-versions.ts';
import type { Json } from '../runtime/ports.ts';
import { machineLookup } from '../runtime/versions.ts';

/** What is kept of every version, for the day its code is gone. */
export function describedVersions(): MachineVersion[] {
  return Object.entries(machines).flatMap(([machine, current]) =>
    [current, ...(olderMachines[machine] ?? [])].map((each) => ({
      machine,
      version: each.version,
      definition: definitionOf(each.machine),
      chart: chartOf(each.machine) as unknown as Json,
    })),
  );
}

export const registered = machineLookup(machines, olderMachines, migrations);
