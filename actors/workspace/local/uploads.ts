/** Upload routes: simple, multipart and resumable, with bytes kept on disk between parts. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalContext } from './context.ts';
import { answerFile } from './file-wire.ts';
import { createFile, existing, idTaken, type NewFile } from './files.ts';
import type { LocalFile, LocalUpload } from './store.ts';
import { type StoredBytes, storeBytes } from './stored-bytes.ts';
import {
  bodyOf,
  DRIVE_HOST,
  driveRoute,
  invalid,
  notFound,
  type Route,
  type WireCall,
} from './wire.ts';

const PATH = '/upload/drive/v3/files';

export const UPLOAD_ROUTES: readonly Route[] = [
  driveRoute('drive.files.create', 'POST', PATH, begin),
  driveRoute('drive.files.create#put', 'PUT', PATH, put),
];

async function begin(call: WireCall): Promise<Response> {
  switch (call.query.get('uploadType')) {
    case 'resumable':
      return openSession(call);
    case 'multipart':
      return multipart(call);
    case 'media':
      return media(call);
    default:
      throw invalid('uploadType must be media, multipart or resumable.');
  }
}

async function openSession(call: WireCall): Promise<Response> {
  const metadata = await bodyOf<NewFile & Record<string, unknown>>(call);
  if (metadata.id && (await call.context.store.file(metadata.id))) throw idTaken();
  const length = call.request.headers.get('x-upload-content-length');
  const id = call.context.nextId();
  // The row before the file: a file without a row is an orphan, and swept.
  await call.context.store.putUpload({
    id,
    mime: call.request.headers.get('x-upload-content-type') ?? 'application/octet-stream',
    total: length === null ? null : Number(length),
    metadata,
    created_at: call.context.now(),
    file: null,
  });
  await mkdir(call.context.uploadsDir, { recursive: true });
  await writeFile(partPath(call.context, id), '');
  // The wire's own origin, so that one rule checks session addresses in both modes.
  // It carries the query on, so that the last part is answered with the fields asked for here.
  const location = new URL(`https://${DRIVE_HOST}${PATH}${call.url.search}`);
  location.searchParams.set('upload_id', id);
  return new Response(null, { status: 200, headers: { location: location.href } });
}

function partPath(context: LocalContext, id: string): string {
  return join(context.uploadsDir, id);
}

async function put(call: WireCall): Promise<Response> {
  const { context } = call;
  const upload = await context.store.upload(call.query.get('upload_id') ?? '');
  if (!upload) throw notFound('Upload session');
  // Whoever missed the answer to the last part is told again what became of it.
  if (upload.file !== null) return answerFile(call, await existing(context, upload.file));
  const part = parseRange(call.request.headers.get('content-range'));
  const path = partPath(context, upload.id);
  const kept = await bytesIn(path);
  const total = part.total ?? upload.total;
  const length = part.start === kept ? await append(path, part, call.request) : kept;
  if (total === null ? part.end !== null : length < total) return incomplete(length);
  return answerFile(call, await finish(call.context, upload, path));
}

async function finish(
  context: LocalContext,
  upload: LocalUpload,
  path: string,
): Promise<LocalFile> {
  const wanted = upload.metadata as NewFile;
  const named = { ...wanted, mimeType: wanted.mimeType ?? upload.mime };
  const file = await createFile(context, named, await store(context, path));
  await context.store.putUpload({ ...upload, file: file.id });
  return file;
}

/** A session whose bytes are gone, or lie on another machine, is as lost as an unknown one. */
async function bytesIn(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw notFound('Upload session');
    throw error;
  });
  return found.size;
}

interface Part {
  /** Null for a question how much is kept. */
  start: number | null;
  /** One past the last byte; null when the part goes on to the end of its body. */
  end: number | null;
  total: number | null;
}

/** `bytes a-b/total` sends a part, `bytes *∕total` asks how much is kept. */
function parseRange(header: string | null): Part {
  if (header === null) return { start: 0, end: null, total: null };
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header);
  if (!match) throw invalid('Invalid Content-Range.');
  const [, start, last, whole] = match;
  const total = whole === '*' ? null : Number(whole);
  if (start === undefined || last === undefined) return { start: null, end: null, total };
  const part = { start: Number(start), end: Number(last) + 1, total };
  const isLast = part.end === total;
  if (part.end <= part.start || (!isLast && (part.end - part.start) % GRAIN_BYTES !== 0)) {
    throw invalid('Every part but the last must be a multiple of 262144 bytes.');
  }
  return part;
}

/** What the protocol counts in: of a part that was cut off, only whole grains are kept. */
const GRAIN_BYTES = 256 * 1024;

/** Appends the body and returns the new length. */
async function append(path: string, part: Part, request: Request): Promise<number> {
  const start = part.start ?? 0;
  const file = await open(path, 'r+');
  try {
    let offset = start;
    for await (const chunk of request.body ?? []) {
      await file.write(chunk, 0, chunk.length, offset);
      offset += chunk.length;
    }
    if (part.end === null || offset === part.end) return offset;
    if (offset > part.end) offset = start;
    const whole = offset - (offset % GRAIN_BYTES);
    const kept = Math.max(start, whole);
    await file.truncate(kept);
    return kept;
  } finally {
    await file.close();
  }
}

function incomplete(kept: number): Response {
  const headers: Record<string, string> = kept > 0 ? { range: `bytes=0-${kept - 1}` } : {};
  return new Response(null, { status: 308, headers });
}

async function store(context: LocalContext, path: string): Promise<StoredBytes> {
  const md5 = createHash('md5');
  for await (const chunk of createReadStream(path)) md5.update(chunk as Buffer);
  const stored = await context.blobs.putFile(path);
  await rm(path, { force: true });
  return { ...stored, md5: md5.digest('hex') };
}

async function media(call: WireCall): Promise<Response> {
  const bytes = Buffer.from(await call.request.arrayBuffer());
  const mimeType = call.request.headers.get('content-type') ?? undefined;
  const content = await storeBytes(call.context.blobs, bytes);
  return answerFile(call, await createFile(call.context, { mimeType }, content));
}

async function multipart(call: WireCall): Promise<Response> {
  const boundary = /boundary="?([^";]+)/.exec(call.request.headers.get('content-type') ?? '')?.[1];
  if (!boundary) throw invalid('A multipart upload needs a boundary.');
  const parts = splitParts(Buffer.from(await call.request.arrayBuffer()), boundary);
  const [head, body] = parts;
  if (!head || !body || parts.length !== 2) throw invalid('A multipart upload has two parts.');
  const wanted = JSON.parse(head.body.toString('utf8')) as NewFile;
  const content = await storeBytes(call.context.blobs, body.body);
  const mimeType = wanted.mimeType ?? body.mime;
  return answerFile(call, await createFile(call.context, { ...wanted, mimeType }, content));
}

function splitParts(body: Buffer, boundary: string): { mime: string; body: Buffer }[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: { mime: string; body: Buffer }[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const to = body.indexOf(mark, from + mark.length);
    if (to < 0) break;
    // Between the marks: CRLF, headers, blank line, content, CRLF.
    const part = body.subarray(from + mark.length + 2, to - 2);
    const blank = part.indexOf('\r\n\r\n');
    const headers = part.subarray(0, blank).toString('latin1');
    parts.push({
      mime: /content-type:\s*([^\r\n]+)/i.exec(headers)?.[1] ?? 'application/octet-stream',
      body: part.subarray(blank + 4),
    });
    from = to;
  }
  return parts;
}
