/** One answer for every file that leaves us: never a script, cached by its hash, ranges for players. */
import type { Context } from 'hono';

export interface SentFile {
  name: string;
  mime: string;
  sha256: string;
  bytes: number;
}

/** Where the content comes from: whole and checked, or a part of it straight from the disk. */
export interface FileSource {
  read(): Promise<Buffer>;
  /** Both ends included. */
  part(start: number, end: number): Promise<ReadableStream<Uint8Array>>;
}

/**
 * Sends a file, or the range of it that was asked for.
 * @param disposition left out, what a browser can show opens and the rest is saved.
 */
export async function sendFile(
  c: Context,
  file: SentFile,
  source: FileSource,
  disposition: 'inline' | 'attachment' = isShown(file.mime) ? 'inline' : 'attachment',
): Promise<Response> {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    'content-type': file.mime,
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': `${disposition}; filename*=UTF-8''${encoded(file.name)}`,
    'content-security-policy': file.mime.startsWith('video/') ? FILM_POLICY : PAGE_POLICY,
    'x-content-type-options': 'nosniff',
  };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  const range = rangeFor(c, etag, file.bytes);
  if (range === 'unsatisfiable')
    return c.body(null, 416, { 'content-range': `bytes */${file.bytes}` });
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
  headers['content-length'] = String(end - start + 1);
  if (range !== null) headers['content-range'] = `bytes ${start}-${end}/${file.bytes}`;
  const status = range === null ? 200 : 206;
  if (c.req.method === 'HEAD') return c.body(null, status, headers);
  if (range === null) return c.body(new Uint8Array(await source.read()), status, headers);
  return c.body(await source.part(start, end), status, headers);
}

/** Generated pages bring their own inline style and must never run a script. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
/** A browser's own player loads the film it was opened with, which no sandbox lets it do. */
const FILM_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'";

/** Whether browsers show files of this kind by themselves; in a sandbox they show no PDF. */
export function isShown(mime: string): boolean {
  return /^(text\/(html|plain|vtt)|image\/|video\/|application\/json)/.test(mime);
}

/** RFC 5987 allows fewer characters than addresses do. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

type Range = { start: number; end: number };

/** A part of what has changed since would fit nothing, so `if-range` then asks for all of it. */
function rangeFor(c: Context, etag: string, size: number): Range | 'unsatisfiable' | null {
  const only = c.req.header('if-range');
  if (only !== undefined && only !== etag) return null;
  return rangeOf(c.req.header('range'), size);
}

/** One range; several, or what is none, mean the whole file. */
function rangeOf(header: string | undefined, size: number): Range | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
