/** The app page: one shell for every view, which the browser's own modules fill by the path. */
import { Hono } from 'hono';
import type { App } from '../identity.ts';
import { uiFiles } from '../ui-files.ts';

const VIEWS = ['/', '/w/:id', '/w/:id/at/:seq', '/inbox', '/inbox/:id', '/machines/:name'];

const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>PresGen</title>
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ui/style.css">
<script type="module" src="/ui/app.ts"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<div id="app"><noscript><main><h1>PresGen</h1><p>This page needs JavaScript. The learners' pages work without it.</p></main></noscript></div>
</body>
</html>
`;

/** Serves the shell for every view and the files it loads. */
export function pageRoutes(): Hono<App> {
  const app = new Hono<App>();
  app.route('/ui', uiFiles());
  app.get('/favicon.ico', (c) => c.redirect('/ui/icon.svg', 301));
  for (const path of VIEWS) {
    app.get(path, (c) => {
      c.header('cache-control', 'no-cache');
      return c.html(SHELL);
    });
  }
  return app;
}
