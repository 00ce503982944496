/** Forgets uploads nobody will finish, and bytes no upload knows of. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalContext } from './context.ts';

/** As long as Google keeps a session. */
const SESSION_KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Removes sessions older than a week and scratch files without a session. Resolves with how many of
 * each there were. Safe while uploads run: a session's row is always older than its file.
 */
export async function sweepUploads(
  context: Pick<LocalContext, 'store' | 'uploadsDir' | 'now'>,
): Promise<{ sessions: number; files: number }> {
  const old = await context.store.uploadsBefore(context.now() - SESSION_KEPT_MS);
  for (const id of old) await context.store.deleteUpload(id);
  let files = 0;
  for (const name of await namesIn(context.uploadsDir)) {
    if (await isOpen(context, name)) continue;
    const path = join(context.uploadsDir, name);
    if (!(await stat(path)).isFile()) continue;
    await rm(path, { force: true });
    files += 1;
  }
  return { sessions: old.length, files };
}

async function isOpen({ store }: Pick<LocalContext, 'store'>, id: string): Promise<boolean> {
  const upload = await store.upload(id);
  return upload !== null && upload.file === null;
}

/** No folder means that nothing was ever uploaded. */
async function namesIn(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
