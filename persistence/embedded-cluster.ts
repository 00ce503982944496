/**
 * An empty cluster, made once after the packages were installed. A new data directory begins as its
 * copy: making one takes seconds of CPU, copying it a tenth of that. Without one everything works
 * as well, only later.
 */
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** Beside the packages, so that it goes when they are installed anew; one for each version of the database. */
function preparedCluster(): string | null {
  const description = join(packages, '@electric-sql', 'pglite', 'package.json');
  if (!existsSync(description)) return null;
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };
  return join(packages, '.cache', 'presgen', `cluster-${version}`);
}

/** Makes `dataDir` a copy of the prepared cluster; does nothing where it exists or none was prepared. */
export async function placeCluster(dataDir: string): Promise<void> {
  const prepared = preparedCluster();
  if (prepared === null || existsSync(dataDir) || !existsSync(prepared)) return;
  // A crash in the middle must not leave half a cluster where a whole one is looked for.
  const incoming = `${dataDir}.incoming`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true });
  await cp(prepared, incoming, { recursive: true });
  await rename(incoming, dataDir);
}

/** @returns whether one had to be made. */
export async function prepareCluster(): Promise<boolean> {
  const prepared = preparedCluster();
  if (prepared === null || existsSync(prepared)) return false;
  const { PGlite } = await import('@electric-sql/pglite');
  await mkdir(dirname(prepared), { recursive: true });
  const made = await mkdtemp(join(dirname(prepared), 'making-'));
  const database = await PGlite.create({ dataDir: join(made, 'cluster') });
  await database.close();
  // Of several that prepare at once the first is kept; they are equal.
  await rename(join(made, 'cluster'), prepared).catch(() => undefined);
  await rm(made, { recursive: true, force: true });
  return true;
}
