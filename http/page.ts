/** Server-rendered pages for learners: plain, accessible HTML that needs no script. */
import { html, raw } from 'hono/html';

type Markup = ReturnType<typeof html>;

/**
 * One whole page. `body` is already escaped by `html`.
 * @param more `title` where the window says more than the heading; `isWide` for tables; `isLively`
 *   where the learners' script has something to add; `isDesk` for whoever also has the app.
 */
export function page(
  heading: string,
  body: Markup,
  more: { title?: string; isWide?: boolean; isLively?: boolean; isDesk?: boolean } = {},
): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${more.title ?? heading}</title>
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ui/learner.css">
</head>
<body${more.isWide ? html` class="wide"` : ''}>
<a class="skip" href="#main">Skip to content</a>
<header>${more.isDesk ? WAYS : html`<p class="brand">PresGen</p>`}</header>
<main id="main" tabindex="-1">
<h1 dir="auto">${heading}</h1>
${body}
</main>
${more.isLively ? html`<script src="/ui/learner.js" type="module"></script>` : ''}
</body>
</html>`;
}

const WAYS = html`<nav class="brand" aria-label="PresGen"><a class="home" href="/">PresGen</a> <a href="/drive">Drive</a> <a href="/outbox">Outbox</a></nav>`;

export { html, raw };
