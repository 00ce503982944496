/**
 * The page as it was built: hashed files that never change, and the shell that names them. Read once
 * at first use, and again when a newer build took its place.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import type { App } from './people/identity.ts';

interface Served {
  body: Buffer<ArrayBuffer>;
  zipped: Buffer<ArrayBuffer> | null;
  mime: string;
  etag: string;
}

export interface BuiltPage {
  /** Serves `/ui/…`. */
  files: Hono<App>;
  /** The one HTML document of the page, or null when it was never built. */
  shell(): Promise<string | null>;
  /** The script that keeps the page's files in the browser; it must lie at the top to rule every path. */
  worker(c: Context<App>): Promise<Response>;
}

const ASSET = /^assets\/[\w.-]+\.(js|css)$/;
const PLAIN = /^([a-z][a-z0-9-]*\.(css|svg)|index\.html|files\.json|worker\.js|learner\.js)$/;
const MIME: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
};
const YEAR_S = 31_536_000;
const zip = promisify(gzip);

/** @param folder where the page was built. */
export function builtPage(folder: URL = new URL('../ui/dist/', import.meta.url)): BuiltPage {
  const kept = new Map<string, Promise<Served | null>>();
  let shell: { builtAt: number; text: string } | null = null;

  const find = async (name: string): Promise<Served | null> => {
    const serving = kept.get(name) ?? load(folder, name);
    kept.set(name, serving);
    const file = await serving;
    if (file === null) kept.delete(name);
    return file;
  };
  const send = async (c: Context<App>, name: string): Promise<Response> => {
    const file = await find(name);
    if (file === null) return c.notFound();
    const isHashed = ASSET.test(name);
    c.header('etag', file.etag);
    c.header('vary', 'accept-encoding');
    c.header('cache-control', isHashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
    const zipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '') ? file.zipped : null;
    if (zipped) c.header('content-encoding', 'gzip');
    return c.body(zipped ?? file.body, 200, { 'content-type': file.mime });
  };

  const files = new Hono<App>();
  files.get('/*', async (c) => {
    const name = c.req.path.replace(/^\/ui\//, '');
    if (PLAIN.test(name)) kept.delete(name);
    return ASSET.test(name) || PLAIN.test(name) ? send(c, name) : c.notFound();
  });
  return {
    files,
    worker: (c) => {
      kept.delete('worker.js');
      return send(c, 'worker.js');
    },
    shell: async () => {
      const path = new URL('index.html', folder);
      const builtAt = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => null,
      );
      if (builtAt === null) return null;
      if (shell?.builtAt !== builtAt) shell = { builtAt, text: await readFile(path, 'utf8') };
      return shell.text;
    },
  };
}

async function load(folder: URL, name: string): Promise<Served | null> {
  const body = await readFile(new URL(name, folder)).catch(() => null);
  if (body === null) return null;
  const zipped = await zip(body);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return {
    body,
    zipped: zipped.length < body.length ? zipped : null,
    mime: MIME[name.split('.').at(-1) ?? ''] ?? 'text/plain',
    etag: `"${hash}"`,
  };
}
