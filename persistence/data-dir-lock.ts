/**
 * One process per data directory. Two embedded databases on one directory overwrite each other's
 * pages and lose acknowledged rows without a word, so the second process must not get that far.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { terminal } from '../runtime/errors.ts';

export interface DataDirLock {
  release(): void;
}

/**
 * Takes the lock or throws terminal `DATA_DIR_IN_USE` naming the holder. The kernel frees it when
 * the process dies, however it dies: a SQLite file lock, not a file that somebody must remove.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  return lockDir(dataDir, (holder, cause) =>
    terminal(
      'DATA_DIR_IN_USE',
      `The data directory ${dataDir} is in use by ${holder}. Stop that process or choose another DATA_DIR.`,
      cause,
    ),
  );
}

/**
 * One process per node id on this data directory: a second start under the same name would take the
 * first one's work away. Throws terminal `NODE_ID_IN_USE` naming the holder.
 */
export function lockNode(dataDir: string, id: string): DataDirLock {
  const name = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return lockDir(join(dataDir, 'nodes', name), (holder, cause) =>
    terminal(
      'NODE_ID_IN_USE',
      `The node ${id} is ${holder}. Stop that process or give this one a NODE_ID of its own.`,
      cause,
    ),
  );
}

function lockDir(dir: string, refusal: (holder: string, cause: unknown) => Error): DataDirLock {
  mkdirSync(dir, { recursive: true });
  const holderFile = join(dir, 'lock-holder.json');
  const lock = new DatabaseSync(join(dir, 'lock.db'));
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (cause) {
    lock.close();
    throw refusal(readHolder(holderFile), cause);
  }
  writeFileSync(holderFile, JSON.stringify(describeSelf()));
  return { release: () => lock.close() };
}

interface Holder {
  pid: number;
  host: string;
  started: string;
}

function describeSelf(): Holder {
  const started = new Date(performance.timeOrigin).toISOString();
  return { pid: process.pid, host: hostname(), started };
}

function readHolder(file: string): string {
  try {
    const { pid, host, started } = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return `process ${pid} on ${host}, started ${started}`;
  } catch {
    // The holder may not have written its name yet, or may lack the right to; the lock still holds.
    return 'another process that left no name';
  }
}
