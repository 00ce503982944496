/** `/api/me` and `/api/people`: who one is, who works here, and what they may do. */
import { createHmac } from 'node:crypto';
import { Hono } from 'hono';
import type { App, Gate } from '../people/identity.ts';
import { OWNERS } from '../people/membership.ts';
import type { PersonEntry } from '../people/people.ts';
import { hashOfCode, PERSON } from '../people/visitor.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { parse, personRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

function personView({ created_at, updated_at, ...entry }: PersonEntry) {
  return { ...entry, created_at: iso(created_at), updated_at: iso(updated_at) };
}

export function peopleRoutes(ports: ServerPorts, gate: Gate): Hono<App> {
  const { people } = ports;
  const app = new Hono<App>();

  app.get('/me', (c) => {
    const roles = c.get('roles');
    return c.json({
      person: c.get('person'),
      name: c.get('personName'),
      roles,
      groups: c.get('groups'),
      is_admin: roles.includes('admin'),
      mode: ports.config.adminToken === null ? 'local' : 'login',
    });
  });

  app.get('/people', async (c) => c.json({ items: (await people.list()).map(personView) }));

  app.put('/people/:person', async (c) => {
    const person = registrable(c.req.param('person'));
    const request = parse(personRequest, await c.req.json().catch(() => null));
    const saved = await people.save({ person, ...request }, ports.now());
    if (saved.kind === 'last_admin')
      throw new Problem(
        409,
        'Somebody has to be an administrator',
        `${person} is the last active administrator; make somebody else one first`,
        { code: 'LAST_ADMIN' },
      );
    const { before, after } = saved;
    gate.memberships.forget(person);
    if (!after.active) await gate.sessions.revoke({ person });
    await ports.audit({
      actor: c.get('person'),
      action: actionOf(before, after),
      subject: person,
      detail: { before: before && audited(before), after: audited(after) },
    });
    return c.json(personView(after), before === null ? 201 : 200);
  });

  app.post('/people/:person/login-code', async (c) => {
    const person = registrable(c.req.param('person'));
    // Nobody who does not know the installation's secret can guess it from the id.
    const code = createHmac('sha256', gate.codeSecret).update(ports.nextId()).digest('base64url');
    if (!(await people.setCode(person, hashOfCode(code), ports.now())))
      throw notFound(`person ${person}`);
    await gate.sessions.revoke({ person });
    await ports.audit({
      actor: c.get('person'),
      action: 'person.login_code',
      subject: person,
      detail: {},
    });
    return c.json({ person, code }, 201);
  });

  return app;
}

function registrable(person: string): string {
  if (!PERSON.test(person))
    throw invalid([
      { path: 'person', message: 'letters, digits, dot, dash, underscore and @ only, 80 at most' },
    ]);
  if (OWNERS.has(person) || person === 'learner' || person === 'command-line')
    throw invalid([{ path: 'person', message: 'is a name of the installation itself' }]);
  return person;
}

function actionOf(before: PersonEntry | null, after: PersonEntry): string {
  if (before === null) return 'person.added';
  if (before.active !== after.active)
    return after.active ? 'person.reactivated' : 'person.deactivated';
  return 'person.changed';
}

/** The trail holds ids only; a name can be read where the person is kept. */
function audited({ roles, groups, active }: PersonEntry): Record<string, unknown> {
  return { roles, groups, active };
}
