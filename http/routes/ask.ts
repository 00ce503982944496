/** Asking for a new link where the old one has ended. The answer never says whose link it was, if anybody's. */
import { Hono } from 'hono';
import { createAllowance } from '../allowance.ts';
import { LEARNERS, polite } from '../learner/link-page.ts';
import type { App } from '../people/identity.ts';
import type { ServerPorts } from '../server-ports.ts';

const WISHES = { burst: 3, perMinute: 1 };

export function askRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  const allowance = createAllowance(WISHES, ports.now);
  for (const kind of LEARNERS)
    app.post(`/${kind}/:token/ask`, async (c) => {
      const token = c.req.param('token');
      const opened = ports.links.open(kind, token);
      const isOver = allowance.take(token) > 0;
      // A forged link names nobody; one that is ours was once sent to a learner.
      const target = opened.ok || opened.reason === 'expired' ? opened.target : null;
      if (target !== null && !isOver)
        await ports.linkDesk.wish(target.workflow, target.learner, kind, ports.now());
      c.header('cache-control', 'private, no-store');
      return polite(
        c,
        200,
        'Thank you, we passed it on',
        'If this link was once yours, your trainer now knows that you would like a new one. It comes by mail; you need do nothing more.',
      );
    });
  return app;
}
