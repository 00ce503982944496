/** The API on a page: every route with who may ask it, what it takes and what it answers. */
import type { Api, JsonSchema, Operation } from './api-description.ts';
import { html } from './page.ts';
import { inWords } from './people/roles.ts';
import { fieldsOf, kindOf } from './schema-fields.ts';

type Markup = ReturnType<typeof html>;

export function docsPage({ info, paths }: Api): Markup {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const areas = Map.groupBy(operations, ({ path }) => areaOf(path));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API · PresGen</title>
<link rel="icon" href="/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/ui/docs.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><a class="brand" href="/">PresGen</a> <span>API ${info.version}</span></header>
<main id="main" tabindex="-1">
<h1>API</h1>
<p>Generated from the schemas that validate requests; for programs it is at <a href="/openapi.json">/openapi.json</a>. Errors are problems after RFC 9457. Times end in <code>_at</code>.</p>
<nav aria-label="Parts of the API"><ul>${[...areas.keys()].map((area) => html`<li><a href="#${area}">${area}</a></li>`)}</ul></nav>
${[...areas].map(
  ([area, routes]) =>
    html`<section id="${area}" tabindex="-1"><h2>${area}</h2>${routes.map(({ path, method, operation }) => routeMarkup(path, method, operation))}</section>`,
)}
</main>
</body>
</html>`;
}

function areaOf(path: string): string {
  const [first = '', second = ''] = path.split('/').slice(1);
  return first === 'api' ? second : 'operation';
}

function routeMarkup(path: string, method: string, operation: Operation): Markup {
  const { summary, parameters = [], requestBody, responses } = operation;
  const [status = '', answer] =
    Object.entries(responses).find(([code]) => code.startsWith('2')) ?? [];
  const refusals = Object.entries(responses).filter(([code]) => !code.startsWith('2'));
  return html`<article>
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></h3>
<p>${summary}. <span class="may">${mayWords(operation['x-may'])}</span></p>
${parameters.length === 0 ? '' : parametersMarkup(path, method, parameters)}
${Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) => contentMarkup(`Request of ${method} ${path}`, 'Request', type, schema, example))}
${Object.entries(answer?.content ?? {}).map(([type, { schema }]) => contentMarkup(`Answer of ${method} ${path}`, `Answer ${status}`, type, schema))}
${refusals.length === 0 ? '' : html`<p class="refusals">Refusals: ${refusals.map(([code, { description }]) => `${code} ${description}`).join('; ')}.</p>`}
</article>`;
}

function mayWords(may: Operation['x-may']): string {
  if (may === 'anybody') return 'Anybody may.';
  if (may === 'person') return 'Whoever has entered may.';
  return `Takes the role ${inWords(may as string[])}.`;
}

function parametersMarkup(
  path: string,
  method: string,
  parameters: NonNullable<Operation['parameters']>,
): Markup {
  return html`<details><summary>Parameters <span>${parameters.length}</span></summary>
${table(
  `Parameters of ${method} ${path}`,
  parameters.map(({ name, in: where, required, description = '', schema }) => ({
    path: name,
    kind: kindOf(schema),
    required,
    notes: [where, description].filter(Boolean).join('; '),
  })),
)}</details>`;
}

function contentMarkup(
  caption: string,
  title: string,
  type: string,
  schema: JsonSchema,
  example?: unknown,
): Markup {
  const fields = fieldsOf(schema);
  if (!type.includes('json')) return html`<p>${title}: <code>${type}</code></p>`;
  if (fields.length === 0) return html`<p>${title}: JSON, ${kindOf(schema)}</p>`;
  return html`<details${caption.startsWith('Request') ? html` open` : ''}><summary>${title} <span>${fields.length} fields</span></summary>
${table(caption, fields)}
${example === undefined ? '' : html`<p>Example</p><pre tabindex="0"><code>${JSON.stringify(example, null, 2)}</code></pre>`}</details>`;
}

function table(caption: string, lines: ReturnType<typeof fieldsOf>): Markup {
  return html`<div class="scroller" tabindex="0" role="region" aria-label="${caption}"><table>
<caption class="hidden">${caption}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Kind</th><th scope="col">Needed</th><th scope="col">Notes</th></tr></thead>
<tbody>${lines.map(({ path, kind, required, notes }) => html`<tr><th scope="row"><code>${path}</code></th><td>${kind}</td><td>${required ? 'yes' : 'no'}</td><td>${notes}</td></tr>`)}</tbody>
</table></div>`;
}
