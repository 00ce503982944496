/** `presgen migrate`: opening the database migrates it; `--workflows` also moves what runs in it. */
import { parseArgs } from 'node:util';
import { readConfig } from '../ops/config.ts';
import { openDatabase } from '../persistence/database.ts';
import { terminal, UsageError } from './exits.ts';
import { migrateWorkflows } from './migrate-workflows.ts';
import { onDatabase } from './on-database.ts';

export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      workflows: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { workflows, 'dry-run': dryRun } = values;
  if (dryRun && !workflows) throw new UsageError('--dry-run goes with --workflows');
  const config = readConfig();
  if (workflows) return onDatabase(config, (database) => migrateWorkflows(database, dryRun));
  const database = await openDatabase(config);
  terminal.out(`the ${database.kind} database is up to date`);
  await database.close();
  return 0;
}
