/** The local drive for educators: what every link of the local workspace leads to. */
import { type Context, Hono } from 'hono';
import { foundMarkup, trashMarkup } from '../drive/lists.ts';
import { fileMarkup, folderMarkup } from '../drive/page.ts';
import { TOP } from '../drive/parts.ts';
import { FOLDER, FORM, SLIDES } from '../drive/words.ts';
import { html, page } from '../page.ts';
import type { App } from '../people/identity.ts';
import { sendFile } from '../send-file.ts';
import type { DriveFile, DrivePages, ServerPorts } from '../server-ports.ts';

export function driveRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  const { drive } = ports;

  app.use('*', async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });
  if (drive === null) {
    app.get('*', (c) => missing(c, 'The files of this installation lie on Google Drive.'));
    return app;
  }

  app.get('/', async (c) => {
    const children = await drive.children(drive.top);
    return c.html(page(TOP, folderMarkup(null, [], children, []), DESK));
  });

  app.get('/search', async (c) => {
    const sought = (c.req.query('q') ?? '').trim();
    if (sought === '') return c.redirect('/drive');
    const found = await drive.findByName(sought, FOUND_MAX);
    return c.html(page('Found on the drive', foundMarkup(sought, found, FOUND_MAX), DESK));
  });

  app.get('/trash', async (c) => c.html(page('Trash', trashMarkup(await drive.trashed()), DESK)));

  app.post('/:id/restore', async (c) => {
    const id = c.req.param('id');
    const before = await drive.file(id);
    const file = before && (await drive.restore(id));
    if (file === null) return missing(c, GONE);
    // Restored twice is restored once, and told once.
    if (before?.explicitly_trashed) {
      const detail = { kind: file.mime, trashed: file.trashed };
      await ports.audit({
        actor: c.get('person'),
        action: 'drive.restored',
        subject: `drive/${id}`,
        detail,
      });
    }
    return c.redirect(`/drive/${encodeURIComponent(id)}`, 303);
  });

  app.get('/:id', async (c) => {
    const id = c.req.param('id');
    if (id === drive.top || id === 'root') return c.redirect('/drive');
    const file = await drive.file(id);
    if (file === null) return missing(c, GONE);
    const [above, access] = [await foldersAbove(drive, file), await drive.access(id)];
    if (file.mime === FOLDER) {
      const children = await drive.children(id);
      return c.html(page(file.name, folderMarkup(file, above, children, access), DESK));
    }
    const link = file.mime === FORM ? await drive.formLink(id) : null;
    return c.html(page(file.name, fileMarkup(above, file, link, access), DESK));
  });

  app.get('/:id/content', async (c) => {
    const file = await drive.file(c.req.param('id'));
    if (file?.sha256 == null) return missing(c, GONE);
    const { name, mime, sha256, bytes } = downloadOf({ ...file, sha256: file.sha256 });
    const disposition = c.req.query('download') === undefined ? undefined : 'attachment';
    const whole = { name, mime, sha256, bytes: bytes ?? 0 };
    const source = {
      read: () => drive.read({ sha256 }),
      part: (start: number, end: number) => drive.part({ sha256 }, start, end),
    };
    return sendFile(c, whole, source, disposition);
  });

  return app;
}

/** One page of results: whoever finds more asks for more of the name. */
const FOUND_MAX = 100;
const DESK = { isDesk: true };
const GONE = 'It may have been removed since the link was made.';
/** Far more than any workflow makes; ends the walk should a folder ever lie in itself. */
const DEPTH_MAX = 64;

/** A presentation goes out as the PowerPoint file it is kept as. */
function downloadOf<F extends Pick<DriveFile, 'name' | 'mime'>>(file: F): F {
  if (file.mime !== SLIDES) return file;
  return { ...file, name: `${file.name.replace(/\.pptx$/i, '')}.pptx`, mime: PPTX };
}

const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

async function foldersAbove(drive: DrivePages, file: DriveFile): Promise<DriveFile[]> {
  const above: DriveFile[] = [];
  let parent = file.parent;
  while (parent !== null && parent !== drive.top && above.length < DEPTH_MAX) {
    const folder = await drive.file(parent);
    if (folder === null) break;
    above.unshift(folder);
    parent = folder.parent;
  }
  return above;
}

function missing(c: Context, text: string): Response | Promise<Response> {
  c.status(404);
  return c.html(
    page(
      'This is not in the drive',
      html`<p>${text}</p><p><a href="/drive">Go to the drive</a></p>`,
      DESK,
    ),
  );
}
