/** Artefacts to download, with ranges for videos; uploads on their way in. */
import { type Context, Hono } from 'hono';
import { announce, type Intaken, shownName, takeIn } from '../intake.ts';
import { BrokenForm, boundaryOf, type FormPart, partsOf } from '../multipart.ts';
import type { App } from '../people/identity.ts';
import { type FieldFault, invalid, notFound, Problem } from '../problem.ts';
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
  const { artifacts } = ports;
  return sendFile(c, artifact, {
    read: () => artifacts.read(artifact),
    part: (start, end) => artifacts.part(artifact, start, end),
  });
}

/** Takes `multipart/form-data` with files, or one file as the body with `?name=`. */
export function uploadRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  app.post('/', async (c) => {
    const workflow = workflowOf(ports, c.req.query('token'));
    const arrived = await arrivedIn(ports, c, workflow);
    const taken = arrived.flatMap(({ outcome }) =>
      outcome.kind === 'taken' ? [outcome.upload] : [],
    );
    await announce(ports, workflow, taken.length);
    const errors = arrived.flatMap(({ name, outcome }) =>
      outcome.kind === 'refused' ? [{ path: shownName(name), message: outcome.why }] : [],
    );
    const [first] = taken;
    if (first === undefined) throw refusal(arrived, errors);
    return c.json({ ...first, uploads: taken, refused: errors }, 201);
  });
  return app;
}

interface Arrived {
  name: string;
  outcome: Intaken;
}

function workflowOf(ports: ServerPorts, token: string | undefined): string | null {
  if (token === undefined) return null;
  const opened = ports.links.open('u', token);
  if (!opened.ok) throw new Problem(403, 'Refused', `token: the upload link is ${opened.reason}`);
  return opened.target.workflow;
}

async function arrivedIn(
  ports: ServerPorts,
  c: Context,
  workflow: string | null,
): Promise<Arrived[]> {
  const mime = c.req.header('content-type') ?? 'application/octet-stream';
  const source = c.req.raw.body ?? nothing();
  const boundary = boundaryOf(mime);
  if (boundary !== null) return arrivedInForm(ports, partsOf(source, boundary), workflow);
  const name = c.req.query('name') ?? '';
  if (name === '')
    throw invalid([{ path: 'name', message: 'the file name, as a query parameter' }]);
  const title = c.req.query('title') || shownName(name);
  return [{ name, outcome: await takeIn(ports, { name, title, mime, workflow }, source) }];
}

async function arrivedInForm(
  ports: ServerPorts,
  parts: AsyncIterable<FormPart>,
  workflow: string | null,
): Promise<Arrived[]> {
  const arrived: Arrived[] = [];
  try {
    for await (const { fileName: name, mime, body } of parts) {
      if (name === null || name === '') continue;
      const arriving = { name, title: shownName(name), mime, workflow };
      arrived.push({ name, outcome: await takeIn(ports, arriving, body) });
    }
  } catch (error) {
    if (!(error instanceof BrokenForm)) throw error;
    throw invalid([{ path: '(request)', message: 'is not readable as a form' }]);
  }
  if (arrived.length === 0) throw invalid([{ path: 'file', message: 'is missing' }]);
  return arrived;
}

function refusal(arrived: Arrived[], errors: FieldFault[]): Problem {
  const isTooLarge = arrived.every(
    ({ outcome }) => outcome.kind === 'refused' && outcome.status === 413,
  );
  const [first] = errors;
  return new Problem(
    isTooLarge ? 413 : 415,
    isTooLarge ? 'Too large' : 'Not a document we can take',
    `${first?.path} ${first?.message}`,
    { errors },
  );
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
