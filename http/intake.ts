/**
 * Documents on their way in: streamed to disk with their checksum on the way, looked at, and only
 * then kept. A bad one is refused by name; the others of the same sending are taken.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DOCUMENT_BYTES_MAX } from './documents.ts';
import type { ServerPorts } from './server-ports.ts';

export interface Arriving {
  name: string;
  title: string;
  mime: string;
  /** The workflow that waits for it, or null. */
  workflow: string | null;
}

export interface TakenUpload {
  upload_id: string;
  title: string;
  sha256: string;
  bytes: number;
}

export type Intaken =
  | { kind: 'taken'; upload: TakenUpload }
  /** `why` continues the file's name to a sentence. */
  | { kind: 'refused'; status: 413 | 415; why: string };

type IntakePorts = Pick<ServerPorts, 'uploads' | 'intakeDir' | 'documentFault' | 'nextId'>;

export const TOO_LARGE = 'is larger than 100 MiB: send it in parts, or without its pictures';

/** Receives one document whole. The rest of a body that is too large is left unread. */
export async function takeIn(
  ports: IntakePorts,
  arriving: Arriving,
  body: AsyncIterable<Uint8Array>,
): Promise<Intaken> {
  const path = join(ports.intakeDir, `${ports.nextId()}.whole`);
  try {
    const received = await receive(path, body);
    if (received === null) return { kind: 'refused', status: 413, why: TOO_LARGE };
    return await keep(ports, arriving, { path, ...received });
  } finally {
    await rm(path, { force: true });
  }
}

export interface ReceivedFile {
  path: string;
  sha256: string;
  bytes: number;
}

/** Looks at a finished file and takes it over, or says why not. The file is gone when it was taken. */
export async function keep(
  ports: IntakePorts,
  { name, title, mime, workflow }: Arriving,
  { path, sha256, bytes }: ReceivedFile,
): Promise<Intaken> {
  const why = await ports.documentFault(name, path);
  if (why !== null) return { kind: 'refused', status: 415, why };
  const added = await ports.uploads.add({
    ...{ fileName: name, title, mime, workflow },
    bytes: { file: path, sha256, bytes },
  });
  return { kind: 'taken', upload: { upload_id: added.id, title, sha256, bytes } };
}

/** Null when there is more than we take. */
async function receive(
  path: string,
  body: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; bytes: number } | null> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > DOCUMENT_BYTES_MAX) return null;
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

/** Tells a workflow that waits for documents that some have come. */
export async function announce(
  { engine }: Pick<ServerPorts, 'engine'>,
  workflow: string | null,
  count: number,
): Promise<void> {
  if (workflow === null || count === 0) return;
  const accepted = await engine.accepts(workflow);
  if (accepted.includes('documents.uploaded'))
    await engine.send(workflow, { type: 'documents.uploaded', count });
}

/** A name as it may be shown: nothing in it can disguise the rest of the line. */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu, '\ufffd');
}
