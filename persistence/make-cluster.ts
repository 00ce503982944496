/** Makes the cluster that new data directories are copied from; see `embedded-cluster.ts`. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { openDatabase } from './database.ts';
import { preparedCluster } from './embedded-cluster.ts';

/** @returns whether one had to be made. */
export async function prepareCluster(): Promise<boolean> {
  const prepared = preparedCluster();
  if (prepared === null || existsSync(prepared)) return false;
  await mkdir(dirname(prepared), { recursive: true });
  const made = await mkdtemp(join(dirname(prepared), 'making-'));
  const database = await openDatabase({ dataDir: made });
  await database.maintain();
  await database.close();
  // Of several that prepare at once the first is kept; they are equal.
  await rename(join(made, 'pg'), prepared).catch(() => undefined);
  await rm(made, { recursive: true, force: true });
  await dropOutdated(prepared);
  return true;
}

/** Every change of a migration would otherwise leave tens of megabytes behind. */
async function dropOutdated(prepared: string): Promise<void> {
  const folder = dirname(prepared);
  const outdated = (await readdir(folder)).filter(
    (name) => name.startsWith('cluster-') && name !== basename(prepared),
  );
  for (const name of outdated) await rm(join(folder, name), { recursive: true, force: true });
}
