/** `/developer/faults`: only where the configuration asks for it, linked from nowhere, for admins. */
import { Hono } from 'hono';
import { FAULTS_TITLE, faultsMarkup } from '../faults-page.ts';
import { page } from '../page.ts';
import type { App } from '../people/identity.ts';
import { notFound } from '../problem.ts';
import type { FaultDesk, ServerPorts } from '../server-ports.ts';

const HOME = '/developer/faults';
const LOOK = { isWide: true, isDesk: true };
const WORDS = new Set(['call', 'fault']);

export function faultRoutes(desk: FaultDesk, ports: Pick<ServerPorts, 'audit'>): Hono<App> {
  const app = new Hono<App>();
  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
  });

  app.get('/faults', (c) => c.html(page(FAULTS_TITLE, faultsMarkup(desk, [], {}), LOOK)));

  app.post('/faults', async (c) => {
    const sent = (await c.req.parseBody()) as Record<string, string>;
    const rule = ruleFrom(sent);
    const wrong = desk.arm(rule);
    if (wrong.length > 0) {
      c.status(422);
      return c.html(page(FAULTS_TITLE, faultsMarkup(desk, wrong, sent), LOOK));
    }
    const told = { actor: c.get('person'), subject: String(rule.fault), detail: rule };
    await ports.audit({ action: 'fault.armed', ...told });
    return c.redirect(HOME, 303);
  });

  app.post('/faults/reconnect', (c) => {
    desk.reconnect();
    return c.redirect(HOME, 303);
  });

  app.post('/faults/:id/disarm', (c) => {
    if (!desk.disarm(Number(c.req.param('id')))) throw notFound('an armed fault of this id');
    return c.redirect(HOME, 303);
  });

  return app;
}

/** Empty fields were not meant; what is no number stays text, so that it is refused by name. */
function ruleFrom(sent: Record<string, string>): Record<string, unknown> {
  const given = Object.entries(sent).filter(([, value]) => value.trim() !== '');
  return Object.fromEntries(
    given.map(([name, value]) => {
      const number = Number(value);
      return [name, WORDS.has(name) || Number.isNaN(number) ? value : number];
    }),
  );
}
