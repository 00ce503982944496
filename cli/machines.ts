/** Every machine of this program in every version it holds, with the ways between them. */
import { migrations } from '../machines/migrations.ts';
import { machines, olderMachines } from '../machines/registry.ts';
import { machineLookup } from '../runtime/versions.ts';

export const registered = machineLookup(machines, olderMachines, migrations);
