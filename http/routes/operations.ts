/** Health, metrics and the API description. */
import { Hono } from 'hono';
import { API } from '../api-description.ts';
import type { App } from '../identity.ts';
import { html, page } from '../page.ts';
import type { ComponentHealth, ServerPorts } from '../server-ports.ts';

export function operationRoutes(ports: ServerPorts, isDraining: () => boolean): Hono<App> {
  const app = new Hono<App>();

  app.get('/health', (c) => c.json({ status: 'ok', version: ports.config.version }));

  app.get('/ready', async (c) => {
    const components = await ports.health();
    const isReady = components.database?.status !== 'down' && !isDraining();
    const status = isReady ? worst(components) : 'down';
    return c.json({ status, draining: isDraining(), components }, isReady ? 200 : 503);
  });

  app.get('/metrics', async (c) =>
    c.text(await ports.metrics.text(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  );

  app.get('/openapi.json', (c) => c.json(API(ports.config.version)));

  app.get('/docs', (c) =>
    c.html(
      page(
        'API',
        html`<p>Generated from the schemas that validate requests; the machine-readable form is <a href="/openapi.json">/openapi.json</a>.</p>
${Object.entries(API(ports.config.version).paths).map(
  ([path, methods]) =>
    html`<section><h2><code>${path}</code></h2><ul>${Object.entries(methods).map(([method, { summary }]) => html`<li><strong>${method.toUpperCase()}</strong> ${summary}</li>`)}</ul></section>`,
)}`,
      ),
    ),
  );

  return app;
}

function worst(components: Record<string, ComponentHealth>): ComponentHealth['status'] {
  const states = Object.values(components).map(({ status }) => status);
  return states.some((state) => state !== 'ok') ? 'degraded' : 'ok';
}
