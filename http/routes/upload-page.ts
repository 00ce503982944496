/** `/u/:token`: documents handed in by a link, as a plain form or piece by piece with progress. */
import { type Context, Hono } from 'hono';
import { createAllowance } from '../allowance.ts';
import { DOCUMENT_BYTES_MAX } from '../documents.ts';
import { announce, type Intaken, keep, shownName, TOO_LARGE, takeIn } from '../intake.ts';
import { openLink, polite } from '../learner/link-page.ts';
import { type Handed, uploadMarkup } from '../learner/upload-page.ts';
import { BrokenForm, boundaryOf, partsOf } from '../multipart.ts';
import { page } from '../page.ts';
import { createPartFiles } from '../part-files.ts';
import type { App } from '../people/identity.ts';
import { invalid, Problem } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';

const TITLE = 'Add documents';
/** A sending without a script; with one, each file is a sending of its own. */
const FILES_MAX = 100;
const PIECES = { burst: 400, perMinute: 600 };

export function uploadPageRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  const parts = createPartFiles(ports.intakeDir, ports.now);
  const allowance = createAllowance(PIECES, ports.now);
  const show = (c: Context, handed: Handed | null) =>
    c.html(page(TITLE, uploadMarkup(c.req.path, handed), { isLively: true }));

  app.get('/:token', async (c) => {
    const target = await openLink(c, ports, 'u');
    return target instanceof Response ? target : show(c, null);
  });

  app.post('/:token', async (c) => {
    const target = await openLink(c, ports, 'u');
    if (target instanceof Response) return target;
    try {
      const handed = await takeForm(ports, c, target.workflow);
      if (handed.refused.length > 0 && handed.taken.length === 0) c.status(415);
      return show(c, handed);
    } catch (error) {
      if (!(error instanceof BrokenForm)) throw error;
      return polite(c, 400, 'This did not arrive whole', 'Please go back and send it once more.');
    }
  });

  app.use('/:token/parts/:key', async (c, next) => {
    const seconds = allowance.take(c.req.param('token'));
    if (seconds > 0)
      throw new Problem(429, 'Slow down', 'try again in a moment', { retry_after: seconds });
    await next();
  });

  app.get('/:token/parts/:key', async (c) => {
    const piece = pieceOf(c, ports);
    return c.json({ offset: await parts.offset(piece.file) });
  });

  app.put('/:token/parts/:key', async (c) => {
    const { file, name, size, offset, workflow } = pieceOf(c, ports);
    const max = Math.min(size, DOCUMENT_BYTES_MAX);
    if (size > DOCUMENT_BYTES_MAX) return refuse(name, 413, TOO_LARGE);
    const here = await parts.append(file, offset, c.req.raw.body ?? nothing(), max);
    if (here > max) {
      await parts.drop(file);
      throw invalid([{ path: 'size', message: 'the file is longer than it was said to be' }]);
    }
    if (here < size) return c.json({ offset: here }, 202);
    const title = shownName(name);
    const mime = c.req.header('content-type') ?? 'application/octet-stream';
    const arriving = { name, title, mime, workflow };
    const taken = await keep(ports, arriving, await parts.finished(file));
    await parts.drop(file);
    if (taken.kind === 'refused') return refuse(name, taken.status, taken.why);
    await announce(ports, workflow, 1);
    return c.json(taken.upload, 201);
  });

  app.delete('/:token/parts/:key', async (c) => {
    await parts.drop(pieceOf(c, ports).file);
    return c.body(null, 204);
  });

  return app;
}

interface Piece {
  /** Names the file among all that are on their way. */
  file: string;
  name: string;
  size: number;
  offset: number;
  workflow: string;
}

function pieceOf(c: Context<App>, { links }: Pick<ServerPorts, 'links'>): Piece {
  const opened = links.open('u', c.req.param('token') ?? '');
  if (!opened.ok)
    throw new Problem(403, 'Refused', `the upload link is ${opened.reason}; ask for a new one`);
  const key = c.req.param('key') ?? '';
  if (!/^[\w-]{8,64}$/.test(key)) throw invalid([{ path: 'key', message: '8 to 64 letters' }]);
  const { workflow } = opened.target;
  const [name = '', size, offset] = ['name', 'size', 'offset'].map((each) => c.req.query(each));
  const file = JSON.stringify([workflow, key, name, size]);
  return { file, name, size: numberIn(size, 'size'), offset: numberIn(offset, 'offset'), workflow };
}

function numberIn(text: string | undefined, path: string): number {
  if (text === undefined) return 0;
  if (!/^\d{1,12}$/.test(text)) throw invalid([{ path, message: 'a number of bytes' }]);
  return Number(text);
}

function refuse(name: string, status: 413 | 415, why: string): never {
  const shown = shownName(name);
  throw new Problem(status, 'Not taken', `${shown} ${why}`, {
    errors: [{ path: shown, message: why }],
  });
}

/** Takes what can be taken of a form; each refusal names its file. */
export async function takeForm(
  ports: ServerPorts,
  c: Context,
  workflow: string | null,
): Promise<Handed> {
  const boundary = boundaryOf(c.req.header('content-type') ?? '');
  if (boundary === null) throw new BrokenForm('no form with files');
  const handed: Handed = { taken: [], refused: [] };
  for await (const { fileName, mime, body } of partsOf(c.req.raw.body ?? nothing(), boundary)) {
    // A browser sends an empty part where no file was chosen.
    if (fileName === null || fileName === '') continue;
    if (handed.taken.length + handed.refused.length >= FILES_MAX) break;
    const title = shownName(fileName);
    const taken: Intaken = await takeIn(ports, { name: fileName, title, mime, workflow }, body);
    if (taken.kind === 'taken') handed.taken.push(title);
    else handed.refused.push({ name: title, why: taken.why });
  }
  await announce(ports, workflow, handed.taken.length);
  return handed;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
