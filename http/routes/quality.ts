/** `/api/quality` and `/api/workflows/:id/quality`: how good the work is now, and how it was judged before. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../people/identity.ts';
import { notFound } from '../problem.ts';
import { parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

export const qualityQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** Judgements of one workflow that are shown; a run has one before its release and one at its end. */
const OF_ONE_MAX = 50;

/** The newest judgements of all workflows. */
export function qualityRoutes({ verdicts }: Pick<ServerPorts, 'verdicts'>): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { limit } = parse(qualityQuery, c.req.query());
    return c.json({ items: await verdicts.newest(limit) });
  });
  return app;
}

/** One workflow judged as it stands, which keeps nothing, and its earlier judgements. */
export function workflowQualityRoutes(
  ports: Pick<ServerPorts, 'verdicts' | 'judgeWork' | 'engine'>,
): Hono<App> {
  const app = new Hono<App>();
  app.get('/:id/quality', async (c) => {
    const workflow = c.req.param('id');
    if ((await ports.engine.read(workflow))?.machine !== 'certification')
      throw notFound(`workflow ${workflow}`);
    const [now, items] = await Promise.all([
      ports.judgeWork?.(workflow) ?? null,
      ports.verdicts.newest(OF_ONE_MAX, workflow),
    ]);
    return c.json({ workflow_id: workflow, now, items });
  });
  return app;
}
