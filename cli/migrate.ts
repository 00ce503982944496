/** `presgen migrate`: opening the database migrates it. */
import { readConfig } from '../ops/config.ts';
import { openDatabase } from '../persistence/database.ts';
import { terminal } from './exits.ts';

export async function run(): Promise<number> {
  const { dataDir, databaseUrl } = readConfig();
  const database = await openDatabase({ dataDir, databaseUrl });
  terminal.out(`the ${database.kind} database is up to date`);
  await database.close();
  return 0;
}
