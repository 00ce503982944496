/**
 * The page's own files. Browsers get the TypeScript modules of `ui/` with their types blanked out,
 * so that there is no build step and what is served is what is in the repository.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { Hono } from 'hono';
import type { App } from './identity.ts';

interface Served {
  body: string;
  mime: string;
  etag: string;
}

const NAME = /^[a-z][a-z0-9-]*\.(ts|css|svg)$/;
const MIME: Record<string, string> = {
  ts: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves `/ui/NAME`; each file is read once and revalidated by its hash. */
export function uiFiles(folder: URL = new URL('../ui/', import.meta.url)): Hono<App> {
  const kept = new Map<string, Promise<Served | null>>();
  const app = new Hono<App>();

  app.get('/:name', async (c) => {
    const name = c.req.param('name');
    if (!NAME.test(name)) return c.notFound();
    const serving = kept.get(name) ?? load(folder, name);
    kept.set(name, serving);
    const file = await serving;
    if (file === null) {
      kept.delete(name);
      return c.notFound();
    }
    c.header('etag', file.etag);
    c.header('cache-control', 'no-cache');
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
    return c.body(file.body, 200, { 'content-type': file.mime });
  });

  return app;
}

async function load(folder: URL, name: string): Promise<Served | null> {
  const source = await readFile(new URL(name, folder), 'utf8').catch(() => null);
  if (source === null) return null;
  const body = name.endsWith('.ts') ? stripTypeScriptTypes(source, { mode: 'strip' }) : source;
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { body, mime: MIME[name.split('.').at(-1) ?? ''] ?? 'text/plain', etag: `"${hash}"` };
}
