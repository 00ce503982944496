/** The installation's secret: from the configuration, or made once and kept in the data directory. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecret } from '../ops/clock.ts';

/** Signs links and wraps the keys of sealed identities: losing it loses both. */
export async function installationSecret(
  dataDir: string,
  configured: string | undefined,
): Promise<string> {
  return configured ?? keptSecret(dataDir, 'secret');
}

/** Bootstrap admin token: needed only where the server listens beyond loopback. */
export async function adminToken(dataDir: string, configured: string | undefined): Promise<string> {
  return configured ?? keptSecret(dataDir, 'admin-token');
}

async function keptSecret(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, name);
  await mkdir(dataDir, { recursive: true });
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    const secret = createSecret();
    await writeFile(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  }
}
