/** Server-rendered pages for learners: plain, accessible HTML that needs no script. */
import { html, raw } from 'hono/html';

type Markup = ReturnType<typeof html>;

/** One whole page. `body` is already escaped by `html`. */
export function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/ui/learner.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><p class="brand">PresGen</p></header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

export { html, raw };
