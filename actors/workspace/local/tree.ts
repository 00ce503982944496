/**
 * A folder tree of hard links beside the database, so that people can browse the local drive with
 * any file manager. It is derived: losing it loses nothing.
 */
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface Tree {
  /** Makes a folder, or links a file's bytes, at a path of names. */
  place(path: readonly string[], bytes: string | null): Promise<void>;
  remove(path: readonly string[]): Promise<void>;
  move(from: readonly string[], to: readonly string[]): Promise<void>;
}

/** A mirror under `root`; names are made safe for every file system. */
export function createTree(root: string): Tree {
  const at = (path: readonly string[]): string => join(root, ...path.map(safeName));
  return {
    async place(path, bytes) {
      const target = at(path);
      if (bytes === null) {
        await mkdir(target, { recursive: true });
        return;
      }
      await mkdir(dirname(target), { recursive: true });
      await rm(target, { force: true, recursive: true });
      await linkOrCopy(bytes, target);
    },
    async remove(path) {
      if (path.length > 0) await rm(at(path), { recursive: true, force: true });
    },
    async move(from, to) {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(from), at(to)).catch(missingIsFine);
    },
  };
}

async function linkOrCopy(bytes: string, target: string): Promise<void> {
  try {
    await link(bytes, target);
  } catch (error) {
    // Another volume, or a file system without hard links.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    await copyFile(bytes, target);
  }
}

function missingIsFine(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** A name no file system minds and that cannot leave its folder. */
export function safeName(name: string): string {
  const clean = name
    .replace(/[/\\:*?"<>|\p{Cc}]/gu, '_')
    .replace(/^\.+/, '_')
    .trim();
  return clean.slice(0, 120) || '_';
}
