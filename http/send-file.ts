/** One answer for every file that leaves us: never a script, cached by its hash, ranges for players. */
import type { Context } from 'hono';

export interface SentFile {
  name: string;
  mime: string;
  sha256: string;
}

/**
 * Sends a file, or the range of it that was asked for.
 * @param disposition left out, what a browser can show opens and the rest is saved.
 */
export async function sendFile(
  c: Context,
  file: SentFile,
  read: () => Promise<Buffer>,
  disposition: 'inline' | 'attachment' = isShown(file.mime) ? 'inline' : 'attachment',
): Promise<Response> {
  const etag = `"${file.sha256}"`;
  const headers: Record<string, string> = {
    'content-type': file.mime,
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'content-security-policy': file.mime.startsWith('video/') ? FILM_POLICY : PAGE_POLICY,
    'x-content-type-options': 'nosniff',
  };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  const bytes = await read();
  const range = rangeOf(c.req.header('range'), bytes.length);
  if (range === null)
    return c.body(new Uint8Array(bytes), 200, {
      ...headers,
      'content-length': String(bytes.length),
    });
  if (range === 'unsatisfiable')
    return c.body(null, 416, { 'content-range': `bytes */${bytes.length}` });
  const part = new Uint8Array(bytes.subarray(range.start, range.end + 1));
  return c.body(part, 206, {
    ...headers,
    'content-length': String(part.length),
    'content-range': `bytes ${range.start}-${range.end}/${bytes.length}`,
  });
}

/** Generated pages bring their own inline style and must never run a script. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
/** A browser's own player loads the film it was opened with, which no sandbox lets it do. */
const FILM_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'";

/** Whether browsers show files of this kind by themselves; in a sandbox they show no PDF. */
export function isShown(mime: string): boolean {
  return /^(text\/(html|plain|vtt)|image\/|video\/|application\/json)/.test(mime);
}

function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}
