/** The local drive for educators: what every link of the local workspace leads to. */
import { type Context, Hono } from 'hono';
import { FOLDER, FORM, fileMarkup, folderMarkup, TOP } from '../drive-page.ts';
import type { App } from '../identity.ts';
import { html, page } from '../page.ts';
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
    return c.html(page(TOP, folderMarkup(null, [], children)));
  });

  app.get('/:id', async (c) => {
    const id = c.req.param('id');
    if (id === drive.top || id === 'root') return c.redirect('/drive');
    const file = await drive.file(id);
    if (file === null) return missing(c, GONE);
    const above = await foldersAbove(drive, file);
    if (file.mime === FOLDER)
      return c.html(page(file.name, folderMarkup(file, above, await drive.children(id))));
    const link = file.mime === FORM ? await drive.formLink(id) : null;
    return c.html(page(file.name, fileMarkup(above, file, link)));
  });

  app.get('/:id/content', async (c) => {
    const file = await drive.file(c.req.param('id'));
    if (file?.sha256 == null) return missing(c, GONE);
    const { name, mime, sha256 } = file;
    const disposition = c.req.query('download') === undefined ? undefined : 'attachment';
    return sendFile(c, { name, mime, sha256 }, () => drive.read({ sha256 }), disposition);
  });

  return app;
}

const GONE = 'It may have been removed since the link was made.';
/** Far more than any workflow makes; ends the walk should a folder ever lie in itself. */
const DEPTH_MAX = 64;

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
    ),
  );
}
