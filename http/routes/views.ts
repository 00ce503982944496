/** `/api/views`: filters of the list that people gave names. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../people/identity.ts';
import { notFound, Problem } from '../problem.ts';
import { parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

export const savedView = z.strictObject({
  name: z.string().trim().min(1).max(80),
  query: z.string().max(2000),
});

const VIEWS_MAX = 50;

export function viewRoutes(ports: ServerPorts): Hono<App> {
  const { savedViews } = ports;
  const app = new Hono<App>();

  app.get('/', async (c) => c.json({ items: await savedViews.of(c.get('person')) }));

  app.post('/', async (c) => {
    const { name, query } = parse(savedView, await c.req.json().catch(() => null));
    const person = c.get('person');
    const known = await savedViews.of(person);
    if (known.length >= VIEWS_MAX && !known.some((each) => each.name === name))
      throw new Problem(422, 'Too many views', `${VIEWS_MAX} are enough; remove one first`);
    await savedViews.save(person, { name, query, created_at: ports.now() });
    await ports.audit({ actor: person, action: 'view.saved', subject: person, detail: { name } });
    return c.json({ items: await savedViews.of(person) }, 201);
  });

  app.delete('/:name', async (c) => {
    const person = c.get('person');
    const name = c.req.param('name');
    if (!(await savedViews.forget(person, name))) throw notFound(`view ${name.slice(0, 80)}`);
    await ports.audit({ actor: person, action: 'view.removed', subject: person, detail: { name } });
    return c.json({ items: await savedViews.of(person) });
  });

  return app;
}
