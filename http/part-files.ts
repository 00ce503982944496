/** Files that arrive in pieces: how far each has come, so that a cut connection costs one piece. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedFile } from './intake.ts';

export interface PartFiles {
  /** Bytes of it that are here. */
  offset(name: string): Promise<number>;
  /**
   * Adds a piece that begins at `offset`. Resolves to the bytes that are here afterwards, which is what
   * was there before when the piece does not fit on.
   */
  append(
    name: string,
    offset: number,
    body: AsyncIterable<Uint8Array>,
    max: number,
  ): Promise<number>;
  finished(name: string): Promise<ReceivedFile>;
  drop(name: string): Promise<void>;
}

/** Nobody comes back to a broken-off upload after this long. */
const KEPT_MS = 24 * 3_600_000;

/** @param folder for the pieces; what lies there for long is thrown away. */
export function createPartFiles(folder: string, now: () => number): PartFiles {
  const busy = new Map<string, Promise<unknown>>();
  const pathOf = (name: string): string =>
    join(folder, `${createHash('sha256').update(name).digest('hex')}.part`);
  const offset = async (name: string): Promise<number> =>
    (await stat(pathOf(name)).catch(() => null))?.size ?? 0;

  const write = async (
    name: string,
    from: number,
    body: AsyncIterable<Uint8Array>,
    max: number,
  ): Promise<number> => {
    if (from === 0) await sweep(folder, now() - KEPT_MS);
    await mkdir(folder, { recursive: true });
    const file = await open(pathOf(name), 'a', 0o600);
    try {
      let at = (await file.stat()).size;
      if (at !== from) return at;
      for await (const chunk of body) {
        if (at + chunk.length > max) return max + 1;
        await file.writeFile(chunk);
        at += chunk.length;
      }
      return at;
    } finally {
      await file.close();
    }
  };

  return {
    offset,
    append(name, from, body, max) {
      // Two tabs may send the same file; pieces of one file go one after the other.
      const turn = (busy.get(name) ?? Promise.resolve()).then(() => write(name, from, body, max));
      const settled = turn
        .catch(() => undefined)
        .then(() => {
          if (busy.get(name) === settled) busy.delete(name);
        });
      busy.set(name, settled);
      return turn;
    },
    async finished(name) {
      const path = pathOf(name);
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
      return { path, sha256: hash.digest('hex'), bytes: await offset(name) };
    },
    drop: (name) => rm(pathOf(name), { force: true }),
  };
}

async function sweep(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found !== null && found.mtimeMs < before) await rm(path, { force: true });
  }
}
