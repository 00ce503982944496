/** `/api/workflows/:id/deadlines`: what is waited for in a workflow and its parts, and until when. */
import { Hono } from 'hono';
import type { App } from '../people/identity.ts';
import type { ChartStore } from '../ports.ts';

const AFTER = /^xstate\.after\.([^.]+)\.(.+)$/;

export function deadlineRoutes({ timers }: Pick<ChartStore, 'timers'>): Hono<App> {
  const app = new Hono<App>();

  app.get('/:id/deadlines', async (c) => {
    const armed = await timers(c.req.param('id'));
    const items = armed.map(({ address, machine, timer, due }) => {
      const [, delay = timer, state = machine] = AFTER.exec(timer) ?? [];
      return { address, machine, state, delay, due_at: Number(due) };
    });
    return c.json({ items });
  });

  return app;
}
