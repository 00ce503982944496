/** Artefacts to download, with ranges for videos; uploads on their way in. */
import { type Context, Hono } from 'hono';
import { DOCUMENT_BYTES_MAX } from '../documents.ts';
import type { App } from '../identity.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';

export function artifactRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.get('/:id', async (c) => {
    const artifact = await ports.artifacts.get(c.req.param('id'));
    if (artifact === null) throw notFound(`artifact ${c.req.param('id')}`);
    return sendArtifact(c, ports, artifact);
  });
  return app;
}

/** Sends one artefact; answers Range requests, which players of long videos need. */
export async function sendArtifact(
  c: Context,
  ports: ServerPorts,
  artifact: StoredArtifact,
): Promise<Response> {
  const etag = `"${artifact.sha256}"`;
  const headers: Record<string, string> = {
    'content-type': artifact.mime,
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-disposition': `${inline(artifact.mime) ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(artifact.name)}`,
    // Generated pages bring their own inline style and must never run a script.
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    'x-content-type-options': 'nosniff',
  };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  const bytes = await ports.artifacts.read(artifact);
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

function inline(mime: string): boolean {
  return /^(text\/(html|plain|vtt)|image\/|video\/|application\/(json|pdf))/.test(mime);
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

export function uploadRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.post('/', async (c) => {
    const fileName = c.req.query('name')?.split(/[\\/]/).at(-1) ?? '';
    if (fileName === '')
      throw invalid([{ path: 'name', message: 'the file name, as a query parameter' }]);
    const bytes = await readCapped(c);
    const upload = await ports.uploads.add({
      fileName,
      title: c.req.query('title') || fileName,
      mime: c.req.header('content-type') ?? 'application/octet-stream',
      bytes,
      workflow: null,
    });
    return c.json({ upload_id: upload.id, sha256: upload.sha256, bytes: upload.bytes }, 201);
  });
  return app;
}

async function readCapped(c: Context): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length;
    if (size > DOCUMENT_BYTES_MAX)
      throw new Problem(413, 'Too large', 'a document may have 100 MiB at most');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
