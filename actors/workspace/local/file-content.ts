/** The bytes of a file, whole or in part: `alt=media`. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SLIDES_MIME } from '../mime.ts';
import type { LocalFile } from './store.ts';
import { type WireCall, WireError } from './wire.ts';

/** The file's bytes; `Range` is honoured where it names one stretch of them. */
export async function sendContent(call: WireCall, file: LocalFile): Promise<Response> {
  if (file.sha256 === null || file.mime === SLIDES_MIME) {
    throw new WireError(
      403,
      'fileNotDownloadable',
      'Only files with binary content can be downloaded. Use Export with Docs Editors files.',
    );
  }
  const path = call.context.blobs.path(file.sha256);
  const { size } = await stat(path);
  const range = parseRange(call.request.headers.get('range'), size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = end - start + 1;
  const body = length > 0 ? Readable.toWeb(createReadStream(path, { start, end })) : null;
  return new Response(body as BodyInit | null, {
    status: range ? 206 : 200,
    headers: {
      'content-type': file.mime,
      'content-length': String(length),
      ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
    },
  });
}

type Range = { start: number; end: number };

/** Null: send it whole, as for a header that names several stretches or cannot be read. */
function parseRange(header: string | null, size: number): Range | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const last = size - 1;
  const range =
    match[1] === ''
      ? { start: Math.max(0, size - Number(match[2])), end: last }
      : { start: Number(match[1]), end: match[2] === '' ? last : Number(match[2]) };
  if (match[1] !== '' && match[2] !== '' && range.end < range.start) return null;
  if (range.start > last) return 'unsatisfiable';
  return { start: range.start, end: Math.min(range.end, last) };
}
