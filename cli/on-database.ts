/** For commands that look at what is there: they open the database that exists and never make one. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../ops/config.ts';
import { type Database, openDatabase } from '../persistence/database.ts';
import { UsageError } from './exits.ts';

/** @throws UsageError where no database is, so that a mistyped DATA_DIR is not answered with "nothing found" */
export async function onDatabase<T>(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  if (databaseUrl === undefined)
    await access(join(dataDir, 'pg')).catch(() => {
      throw new UsageError(`there is no database in ${dataDir}; set DATA_DIR or DATABASE_URL`);
    });
  const database = await openDatabase({ dataDir, databaseUrl });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
