/**
 * A migrated, empty cluster, made once after the packages were installed. A new data directory
 * begins as its copy: making and migrating one takes seconds of CPU, copying it a tenth of that.
 * Without one everything works as well, only later.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));
const migrations = fileURLToPath(new URL('./migrations/', import.meta.url));

/** A migration that changes while it is written must not meet its own earlier self in a copy. */
function migrationsDigest(): string {
  const digest = createHash('sha256');
  for (const name of readdirSync(migrations).sort()) {
    digest
      .update(name)
      .update('\0')
      .update(readFileSync(join(migrations, name)));
  }
  return digest.digest('hex').slice(0, 16);
}

/**
 * Where the prepared cluster lies: beside the packages, so that it goes when they are installed
 * anew; one for each version of the database and of the migrations. Null without the package.
 */
export function preparedCluster(): string | null {
  const description = join(packages, '@electric-sql', 'pglite', 'package.json');
  if (!existsSync(description)) return null;
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };
  return join(packages, '.cache', 'presgen', `cluster-${version}-${migrationsDigest()}`);
}

/** Makes `dataDir` a copy of the prepared cluster; does nothing where it exists or none was prepared. */
export async function placeCluster(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) return;
  const prepared = preparedCluster();
  if (prepared === null || !existsSync(prepared)) return;
  // A crash in the middle must not leave half a cluster where a whole one is looked for.
  const incoming = `${dataDir}.incoming`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true });
  // A thousand small files: in one call a tenth of what the asynchronous copy costs.
  cpSync(prepared, incoming, { recursive: true });
  await rename(incoming, dataDir);
}
