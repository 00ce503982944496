/**
 * Resumable upload with buffers: the client library has none, and its stream uploads hang and
 * crash the process when the source fails. A file goes part by part, one buffer at a time; where it
 * stopped is kept, so that a later attempt, or a later process, goes on from there.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { terminal, transient } from '../../runtime/errors.ts';
import type { AuthClient } from './auth.ts';
import { headerOf } from './classify.ts';
import { assertAllowed } from './door.ts';
import type { UploadSession, UploadSessions } from './upload-session.ts';

/** How a file goes: in parts of so many bytes, each within so long. */
export interface Parts {
  /** A multiple of 256 KiB, as the protocol wants. */
  bytes: number;
  /** For one part: a file of any size may take as many of these as it has parts. */
  timeoutMs: number;
}

/** What is in memory of a file at a time, and 70 kB/s at the least. */
export const ORDINARY_PARTS: Parts = { bytes: 8 * 1024 * 1024, timeoutMs: 120_000 };

/** Answers in a row that bring no new byte before the attempt is given up: one part goes twice. */
const STANDSTILL_MAX = 2;

/** Sessions of one attempt, the one it found included. */
const SESSIONS_MAX = 2;

export interface UploadSource {
  /** Of the write: under it the open session is kept. */
  key: string;
  path: string;
  bytes: number;
  mime: string;
  metadata: drive_v3.Schema$File;
}

export interface UploadPorts {
  drive: drive_v3.Drive;
  auth: AuthClient;
  sessions: UploadSessions;
  parts: Parts;
}

export interface UploadWatch {
  signal: AbortSignal;
  /** Told how many bytes are safe on the other side, after each part. */
  progress?: ((bytes: number) => void) | undefined;
}

/**
 * Uploads a finished file under the id in `metadata`; resolves with what the drive stored. A lost
 * session is replaced once by a new one for the same id; what else goes wrong is thrown, and the
 * next call goes on after the last byte that was kept.
 */
export async function uploadResumable(
  ports: UploadPorts,
  source: UploadSource,
  watch: UploadWatch,
): Promise<drive_v3.Schema$File> {
  const file = await open(source.path, 'r');
  const upload: Upload = { ports, source, watch, file };
  try {
    const known = await ports.sessions.get(source.key);
    const begun = known && (await sendAll(upload, known.url, await ask(upload, known.url)));
    if (begun && begun !== LOST) return begun;
    for (let opened = begun === LOST ? 1 : 0; opened < SESSIONS_MAX; opened += 1) {
      const result = await sendAll(upload, await openSession(upload), { kept: 0 });
      if (result !== LOST) return result;
    }
    await ports.sessions.forget(source.key);
    throw transient('GOOGLE_UNAVAILABLE', 'The upload session was lost twice.');
  } finally {
    await file.close();
  }
}

interface Upload {
  ports: UploadPorts;
  source: UploadSource;
  watch: UploadWatch;
  file: FileHandle;
}

/** The session is unknown on the other side. */
const LOST = Symbol('lost');

/** What an answer says: so much is kept, or the file is whole. */
type Standing = { kept: number } | { stored: drive_v3.Schema$File };

/** Sends what is missing, part by part. */
async function sendAll(
  upload: Upload,
  url: string,
  from: Standing | typeof LOST,
): Promise<drive_v3.Schema$File | typeof LOST> {
  const { bytes } = upload.source;
  let standing: Standing | typeof LOST = from;
  let best = -1;
  let standstill = 0;
  for (;;) {
    if (standing === LOST) return LOST;
    if ('stored' in standing) return standing.stored;
    const kept: number = standing.kept;
    standstill = kept > best ? 0 : standstill + 1;
    if (standstill >= STANDSTILL_MAX || kept > bytes) throw await nonsense(upload, kept);
    best = Math.max(best, kept);
    await note(upload, kept);
    // Everything is there but the file: the answer to the last part is asked for again.
    standing =
      kept === bytes && bytes > 0 ? await ask(upload, url) : await sendPart(upload, url, kept);
  }
}

async function note({ ports, source, watch }: Upload, kept: number): Promise<void> {
  if (kept > 0) await ports.sessions.reach(source.key, kept);
  watch.progress?.(kept);
}

/** A session that keeps nothing, or more than there is, is of no use to the next attempt either. */
async function nonsense({ ports, source }: Upload, kept: number): Promise<Error> {
  await ports.sessions.forget(source.key);
  const what = kept > source.bytes ? 'more than was sent' : 'nothing';
  return transient('GOOGLE_UNAVAILABLE', `The drive says it kept ${what} of an upload.`);
}

async function sendPart(
  upload: Upload,
  url: string,
  offset: number,
): Promise<Standing | typeof LOST> {
  const { bytes } = upload.source;
  const part = Buffer.allocUnsafe(Math.min(upload.ports.parts.bytes, bytes - offset));
  await fill(upload.file, part, offset);
  const last = offset + part.length - 1;
  const range = part.length === 0 ? `bytes */${bytes}` : `bytes ${offset}-${last}/${bytes}`;
  return put(upload, url, range, part);
}

/** Reads until the part is full: a read may bring less than was asked for. */
async function fill(file: FileHandle, part: Buffer, offset: number): Promise<void> {
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled, offset + filled);
    if (bytesRead === 0) throw terminal('UPLOAD_SHORT', 'The file to upload became shorter.');
    filled += bytesRead;
  }
}

/** How much of the file the session holds. */
function ask(upload: Upload, url: string): Promise<Standing | typeof LOST> {
  return put(upload, url, `bytes */${upload.source.bytes}`, Buffer.alloc(0));
}

async function put(
  { ports, watch }: Upload,
  url: string,
  range: string,
  data: Buffer,
): Promise<Standing | typeof LOST> {
  const answer = await ports.auth.request<drive_v3.Schema$File>({
    url,
    method: 'PUT',
    headers: { 'content-range': range },
    // Not the buffer: the client looks through it byte by byte before it throws, for seconds.
    data: new Blob([data as Uint8Array<ArrayBuffer>]),
    retry: false,
    signal: AbortSignal.any([watch.signal, AbortSignal.timeout(ports.parts.timeoutMs)]),
    validateStatus: (status) => [200, 201, 308, 404, 410].includes(status),
  });
  if (answer.status === 404 || answer.status === 410) return LOST;
  if (answer.status === 308) return { kept: keptBytes(headerOf(answer, 'range')) };
  return { stored: answer.data };
}

/** Opens a session and keeps its address before the first byte is sent. */
async function openSession({ ports, source, watch }: Upload): Promise<string> {
  const answer = await ports.drive.files.create(
    {
      requestBody: source.metadata,
      fields: 'id,size,md5Checksum,sha256Checksum,webViewLink',
      supportsAllDrives: true,
      uploadType: 'resumable',
    } as drive_v3.Params$Resource$Files$Create,
    {
      url: 'https://www.googleapis.com/upload/drive/v3/files',
      headers: {
        'X-Upload-Content-Type': source.mime,
        'X-Upload-Content-Length': String(source.bytes),
      },
      signal: watch.signal,
    },
  );
  const location = headerOf(answer, 'location');
  if (!location) throw terminal('GOOGLE_REFUSED', 'The drive opened no upload session.');
  // The session address is a bearer secret chosen by the other side: it may not lead elsewhere.
  assertAllowed(new URL(location));
  const session: UploadSession = { url: location, offset: 0 };
  await ports.sessions.keep(source.key, session);
  return location;
}

/** `bytes=0-N` means N+1 bytes are safe; no header means none. */
function keptBytes(range: string | null): number {
  const match = /^bytes=0-(\d+)$/.exec(range ?? '');
  return match ? Number(match[1]) + 1 : 0;
}
