/** The app page: one shell for every view, which the browser fills by the path. */
import { type Context, Hono } from 'hono';
import { html, page } from '../page.ts';
import type { App } from '../people/identity.ts';
import { builtPage } from '../ui-files.ts';

/** First parts of paths that are views of the page; what follows is the page's own to judge. */
const VIEWS = [
  '/',
  '/w',
  '/inbox',
  '/requests',
  '/bank',
  '/cohorts',
  '/learners',
  '/ops',
  '/quality',
  '/machines',
  '/inspector',
  '/audit',
  '/settings',
];

/** Serves the shell for every view, and the files it loads. */
export function pageRoutes(): Hono<App> {
  const app = new Hono<App>();
  const built = builtPage();
  app.route('/ui', built.files);
  app.get('/worker.js', (c) => built.worker(c));
  app.get('/favicon.ico', (c) => c.redirect('/ui/icon.svg', 301));
  const shell = async (c: Context<App>): Promise<Response> => {
    c.header('cache-control', 'no-cache');
    const text = await built.shell();
    if (text === null) return c.html(page('The page has not been built', NOT_BUILT), 503);
    return c.html(text);
  };
  // The inspector may open another site's window, on request, and has to be able to speak to it.
  app.use('/inspector', async (c, next) => {
    await next();
    c.header('cross-origin-opener-policy', 'same-origin-allow-popups');
  });
  for (const path of VIEWS) {
    app.get(path, shell);
    if (path !== '/') app.get(`${path}/*`, shell);
  }
  return app;
}

const NOT_BUILT = html`<p>The server works, but its page is missing. Stop it, run <code>npm run build:page</code>, and start it again.</p>`;
