/** Health, metrics and the API description. */
import { Hono } from 'hono';
import { API } from '../api-description.ts';
import { docsPage } from '../docs-page.ts';
import { homeOf } from '../fleet/home.ts';
import { createOverview } from '../fleet/overview.ts';
import type { App } from '../people/identity.ts';
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

  const overview = createOverview(ports);
  app.get('/api/ops', async (c) => c.json(await overview()));

  app.get('/api/home', async (c) => c.json(await homeOf(ports, c.get('person'))));

  app.get('/metrics', async (c) =>
    c.text(await ports.metrics.text(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  );

  app.get('/openapi.json', (c) => c.json(API(ports.config.version)));

  app.get('/docs', (c) => c.html(docsPage(API(ports.config.version))));

  return app;
}

function worst(components: Record<string, ComponentHealth>): ComponentHealth['status'] {
  const states = Object.values(components).map(({ status }) => status);
  return states.some((state) => state !== 'ok') ? 'degraded' : 'ok';
}
