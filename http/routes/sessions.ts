/** `/api/sessions`: where somebody is logged in, and ending it. */
import { type Context, Hono } from 'hono';
import type { App, Gate } from '../people/identity.ts';
import type { SessionEntry } from '../people/people.ts';
import { notFound, Problem } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

export function sessionRoutes(ports: ServerPorts, gate: Gate): Hono<App> {
  const app = new Hono<App>();
  const isAdmin = (c: Context<App>): boolean => c.get('roles').includes('admin');
  const view = ({ revoked_at: _, ...entry }: SessionEntry, current: string | null) => ({
    ...entry,
    created_at: iso(entry.created_at),
    seen_at: iso(entry.seen_at),
    expires_at: iso(entry.expires_at),
    current: entry.id === current,
  });
  const auditEnd = (c: Context<App>, person: string, ended: string[]) =>
    ports.audit({
      actor: c.get('person'),
      action: 'session.revoked',
      subject: person,
      detail: { sessions: ended },
    });

  app.get('/', async (c) => {
    const whose = c.req.query('of') === 'everybody' ? null : c.get('person');
    if (whose === null && !isAdmin(c))
      throw new Problem(403, 'This needs another role', 'only an admin sees everybody’s sessions', {
        code: 'ROLE_MISSING',
        needs: ['admin'],
        has: c.get('roles'),
      });
    const open = await ports.sessions.list(whose, ports.now());
    return c.json({ items: open.map((each) => view(each, c.get('session'))) });
  });

  /** Everywhere but here. */
  app.delete('/', async (c) => {
    const person = c.get('person');
    const session = c.get('session');
    const ended = await gate.sessions.revoke({
      person,
      ...(session === null ? {} : { except: session }),
    });
    if (ended.length > 0) await auditEnd(c, person, ended);
    return c.json({ ended: ended.length });
  });

  app.delete('/:id', async (c) => {
    const id = c.req.param('id');
    const found = await ports.sessions.find(id);
    // Of another person's session somebody who is no admin learns nothing.
    if (found === null || (found.person !== c.get('person') && !isAdmin(c)))
      throw notFound(`session ${id}`);
    const ended = await gate.sessions.revoke({ id });
    if (ended.length > 0) await auditEnd(c, found.person, ended);
    return c.json({ ended: ended.length });
  });

  return app;
}
