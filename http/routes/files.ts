/** Artefacts to download, with ranges for videos; uploads on their way in. */
import { type Context, Hono } from 'hono';
import { DOCUMENT_BYTES_MAX } from '../documents.ts';
import { refusalOf } from '../file-kinds.ts';
import type { App } from '../identity.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { sendFile } from '../send-file.ts';
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
export function sendArtifact(
  c: Context,
  ports: ServerPorts,
  artifact: StoredArtifact,
): Promise<Response> {
  return sendFile(c, artifact, () => ports.artifacts.read(artifact));
}

/** Takes `multipart/form-data` with files, or one file as the body with `?name=`. */
export function uploadRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.post('/', async (c) => {
    const workflow = workflowOf(ports, c.req.query('token'));
    const files = await filesOf(c);
    const faults = files.flatMap(({ name, bytes }) => {
      const refusal = refusalOf(name, bytes);
      return refusal === null ? [] : [{ path: name, message: refusal }];
    });
    if (faults.length > 0)
      throw new Problem(
        415,
        'Not a document we can read',
        `${faults[0]?.path} ${faults[0]?.message}`,
        {
          errors: faults,
        },
      );
    const taken = await takeFiles(ports, files, workflow);
    const [first] = taken;
    return c.json({ ...first, uploads: taken }, 201);
  });
  return app;
}

interface IncomingFile {
  name: string;
  title: string;
  mime: string;
  bytes: Uint8Array;
}

export interface TakenUpload {
  upload_id: string;
  title: string;
  sha256: string;
  bytes: number;
}

/** Stores files and, where they belong to a workflow that waits for documents, tells it. */
export async function takeFiles(
  ports: ServerPorts,
  files: IncomingFile[],
  workflow: string | null,
): Promise<TakenUpload[]> {
  const taken: TakenUpload[] = [];
  for (const { name, title, mime, bytes } of files) {
    const { id, sha256 } = await ports.uploads.add({
      fileName: name,
      title,
      mime,
      bytes,
      workflow,
    });
    taken.push({ upload_id: id, title, sha256, bytes: bytes.length });
  }
  if (workflow !== null && taken.length > 0) {
    const accepted = await ports.engine.accepts(workflow);
    if (accepted.includes('documents.uploaded'))
      await ports.engine.send(workflow, { type: 'documents.uploaded', count: taken.length });
  }
  return taken;
}

function workflowOf(ports: ServerPorts, token: string | undefined): string | null {
  if (token === undefined) return null;
  const opened = ports.links.open('u', token);
  if (!opened.ok) throw new Problem(403, 'Refused', `token: the upload link is ${opened.reason}`);
  return opened.target.workflow;
}

async function filesOf(c: Context): Promise<IncomingFile[]> {
  const mime = c.req.header('content-type') ?? 'application/octet-stream';
  const bytes = await readCapped(c);
  if (mime.startsWith('multipart/form-data')) return multipartFiles(mime, bytes);
  const name = baseName(c.req.query('name') ?? '');
  if (name === '')
    throw invalid([{ path: 'name', message: 'the file name, as a query parameter' }]);
  return [{ name, title: c.req.query('title') || name, mime, bytes }];
}

async function multipartFiles(mime: string, body: Uint8Array): Promise<IncomingFile[]> {
  const form = await new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': mime },
  })
    .formData()
    .catch(() => null);
  if (form === null) throw invalid([{ path: '(request)', message: 'is not readable as a form' }]);
  const parts = [...form.values()].filter((each) => each instanceof File);
  if (parts.length === 0) throw invalid([{ path: 'file', message: 'is missing' }]);
  const title = form.get('title');
  return Promise.all(
    parts.map(async (part) => {
      const name = baseName(part.name);
      const isOnly = parts.length === 1 && typeof title === 'string' && title !== '';
      const bytes = new Uint8Array(await part.arrayBuffer());
      return { name, title: isOnly ? title : name, mime: part.type, bytes };
    }),
  );
}

function baseName(name: string): string {
  return name.split(/[\\/]/).at(-1) ?? '';
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
