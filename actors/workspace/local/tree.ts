/**
 * A folder tree of hard links beside the database, so that people can browse the local drive with
 * any file manager. It is derived: losing it loses nothing.
 */
import { chmod, copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { safeName } from './safe-name.ts';

export interface Tree {
  /** Makes a folder, or links a file's bytes, at a path of names. */
  place(path: readonly string[], bytes: string | null): Promise<void>;
  /** Removes a folder, or a file if it still holds these bytes and not a newer file's. */
  remove(path: readonly string[], bytes: string | null): Promise<void>;
  move(from: readonly string[], to: readonly string[]): Promise<void>;
}

/** A mirror under `root`; names are made safe for every file system. */
export function createTree(root: string): Tree {
  const at = (path: readonly string[]): string => join(root, ...path.map(safeName));
  return {
    async place(path, bytes) {
      const target = at(path);
      await mkdir(bytes === null ? target : dirname(target), { recursive: true }).catch(tooDeep);
      if (bytes === null) return;
      await rm(target, { force: true, recursive: true });
      await linkOrCopy(bytes, target).catch(tooDeep);
    },
    async remove(path, bytes) {
      if (path.length === 0) return;
      // A row written before files had names for the tree may lead to a sibling of that name.
      if (bytes !== null && !(await isSame(at(path), bytes))) return;
      await rm(at(path), { recursive: true, force: true });
    },
    async move(from, to) {
      await mkdir(dirname(at(to)), { recursive: true }).catch(tooDeep);
      await rename(at(from), at(to)).catch(missingIsFine);
    },
  };
}

/** The same file by its inode; a copy, where links are not possible, by its size. */
async function isSame(target: string, bytes: string): Promise<boolean> {
  const [placed, blob] = await Promise.all([target, bytes].map((path) => stat(path).catch(gone)));
  if (!placed || !blob) return false;
  return placed.ino === blob.ino || (placed.nlink === 1 && placed.size === blob.size);
}

function gone(error: unknown): null {
  missingIsFine(error);
  return null;
}

async function linkOrCopy(bytes: string, target: string): Promise<void> {
  try {
    await link(bytes, target);
    // The link is the blob: whoever edits it in place would change stored history.
    await chmod(target, 0o444);
  } catch (error) {
    // Another volume, or a file system without hard links.
    if (['ENOENT', 'ENAMETOOLONG'].includes(codeOf(error))) throw error;
    await copyFile(bytes, target);
  }
}

function missingIsFine(error: unknown): void {
  if (!['ENOENT', 'ENAMETOOLONG'].includes(codeOf(error))) throw error;
}

/** A path longer than the system takes is left out of the tree; the drive goes on without it. */
function tooDeep(error: unknown): void {
  if (codeOf(error) !== 'ENAMETOOLONG') throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
