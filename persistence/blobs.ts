/**
 * Bytes under the name of their hash: written once, never changed, shared by everything that holds
 * the same content. A reader sees a whole blob or none.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';

import { terminal } from '../runtime/errors.ts';

/** Content-addressed storage: `<dir>/<first two hex digits>/<sha256>`. */
export interface Blobs {
  put(bytes: Uint8Array): Promise<BlobRef>;
  /** Takes over a finished file, which is gone afterwards. `known`: what was reckoned while it came in. */
  putFile(path: string, known?: BlobRef): Promise<BlobRef>;
  /** Throws terminal `BLOB_MISSING` or `BLOB_DAMAGED`. */
  read(sha256: string): Promise<Buffer>;
  /** Both ends included; unlike `read` not checked against the hash. Throws terminal `BLOB_MISSING`. */
  part(sha256: string, start: number, end: number): Promise<ReadableStream<Uint8Array>>;
  /** Where the blob lies, for tools that need a file; not to be written to. */
  path(sha256: string): string;
}

interface BlobRef {
  sha256: string;
  bytes: number;
}

export function createBlobs(dir: string): Blobs {
  const path = (sha256: string): string => {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw terminal('BLOB_UNKNOWN', 'A blob is named by 64 hex digits');
    return join(dir, sha256.slice(0, 2), sha256);
  };
  const nextScratch = () => scratchName(dir);
  return {
    path,
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const ref = { sha256, bytes: bytes.byteLength };
      if (!(await isThere(path(sha256), ref.bytes)))
        await settle(await writeScratch(nextScratch(), bytes), path(sha256));
      return ref;
    },
    async putFile(file, known) {
      const { size } = await stat(file);
      const ref = { sha256: known?.sha256 ?? (await hashFile(file)), bytes: size };
      if (await isThere(path(ref.sha256), size)) await rm(file, { force: true });
      else await adopt(file, nextScratch(), path(ref.sha256));
      return ref;
    },
    async part(sha256, start, end) {
      const file = await open(path(sha256), 'r').catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'ENOENT') throw cause;
        throw terminal('BLOB_MISSING', `There is no stored file ${sha256}`, cause);
      });
      return Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream<Uint8Array>;
    },
    async read(sha256) {
      const bytes = await readFile(path(sha256)).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'ENOENT') throw cause;
        throw terminal('BLOB_MISSING', `There is no stored file ${sha256}`, cause);
      });
      if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
      throw terminal('BLOB_DAMAGED', `The stored file ${sha256} no longer has that content`);
    },
  };
}

let scratchFiles = 0;

/** A name no other process and no other call uses, on the same volume as the blobs. */
function scratchName(dir: string): string {
  scratchFiles += 1;
  return join(dir, 'incoming', `${process.pid}-${performance.timeOrigin}-${scratchFiles}`);
}

async function writeScratch(scratch: string, bytes: Uint8Array): Promise<string> {
  await mkdir(dirname(scratch), { recursive: true });
  const file = await open(scratch, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return scratch;
}

/** A rename within a volume is atomic; the directory is synced so that the name survives too. */
async function settle(scratch: string, target: string): Promise<void> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  await rename(scratch, target);
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function adopt(file: string, scratch: string, target: string): Promise<void> {
  await mkdir(dirname(scratch), { recursive: true });
  await rename(file, scratch).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyFile(file, scratch);
    await rm(file);
  });
  const handle = await open(scratch, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await settle(scratch, target);
}

async function isThere(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.size === bytes;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
