/** `/api/bank`: questions that outlive the workflow that made them. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { BankFilter, Mover } from '../bank-ports.ts';
import type { App } from '../people/identity.ts';
import { notFound, Problem } from '../problem.ts';
import { bankEdit, bankMove, bankQuery, parse } from '../schemas-bank.ts';
import type { ServerPorts } from '../server-ports.ts';

const IMPORT_BYTES_MAX = 20 * 1024 * 1024;

/** Who may change the bank; the route's own rule lets readers in. */
export function moverOf(c: Context<App>): Mover {
  const roles = c.get('roles');
  return {
    person: c.get('person'),
    mayEdit: roles.includes('educator') || roles.includes('admin'),
  };
}

export function bankRoutes(ports: ServerPorts): Hono<App> {
  const { bank } = ports;
  const app = new Hono<App>();
  app.use(
    '/*',
    bodyLimit({
      maxSize: IMPORT_BYTES_MAX,
      onError: () => {
        throw new Problem(413, 'Too large', 'a file of questions may have 20 MiB at most');
      },
    }),
  );

  app.get('/', async (c) => {
    const { sort, cursor, limit, ...filter } = parse(bankQuery, c.req.query());
    const { items, next, total } = await bank.list({ ...filter, sort, cursor, limit });
    return c.json({ items: items.map(dated), next, total });
  });

  app.get('/certifications', async (c) => c.json({ items: await bank.certifications() }));

  app.get('/matrix', async (c) => {
    const certification = c.req.query('certification') || null;
    return c.json({ certification, lines: await bank.matrix(certification) });
  });

  app.get('/formats', (c) => c.json({ items: bank.formats() }));

  app.post('/import', async (c) => {
    const mover = moverOf(c);
    const format = c.req.query('format') ?? '';
    const dryRun = c.req.query('dry_run') === 'true';
    const certification = (c.req.query('certification') ?? '').trim().slice(0, 300);
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const report = await bank.take({ format, bytes, certification, dryRun }, mover);
    if (!dryRun && report.taken.length > 0)
      await ports.audit({
        actor: mover.person,
        action: 'bank.imported',
        subject: 'bank',
        detail: { format, taken: report.taken.length, refused: report.refused.length },
      });
    return c.json({ dry_run: dryRun, ...report }, dryRun ? 200 : 201);
  });

  app.get('/:item', async (c) => {
    const id = c.req.param('item');
    const item = await bank.find(id, moverOf(c));
    if (item === null) throw notFound(`question ${id} in the bank`);
    return c.json(dated(item));
  });

  app.post('/:item/versions', async (c) => {
    const id = c.req.param('item');
    const mover = moverOf(c);
    const { base_version, reason, ...edit } = parse(bankEdit, await bodyOf(c));
    const item = await bank.edit(id, base_version, edit, reason, mover);
    const detail = { base_version, fields: Object.keys(edit) };
    await ports.audit({ actor: mover.person, action: 'bank.edited', subject: id, detail });
    return c.json(dated(item), 201);
  });

  app.post('/:item/moves', async (c) => {
    const id = c.req.param('item');
    const mover = moverOf(c);
    const { to, version, comment } = parse(bankMove, await bodyOf(c));
    const item = await bank.move(id, to, version, comment, mover);
    const detail = { to, version };
    await ports.audit({ actor: mover.person, action: 'bank.moved', subject: id, detail });
    return c.json(dated(item));
  });

  return app;
}

function bodyOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => null);
}

const TIMES = new Set(['at', 'created_at', 'updated_at', 'measured_at']);

/** Times on the wire are ISO, wherever in the answer they stand. */
function dated(value: object): object {
  return JSON.parse(
    JSON.stringify(value, (name, each: unknown) =>
      TIMES.has(name) && typeof each === 'number' ? new Date(each).toISOString() : each,
    ),
  ) as object;
}

/** The filters of the list, for exports of the same selection. */
export function filterOf(query: Record<string, string>): BankFilter {
  const { ids, ...rest } = query;
  const { sort: _, cursor: __, limit: ___, ...filter } = parse(bankQuery, rest);
  return ids === undefined ? filter : { ...filter, ids: ids.split(',').slice(0, 5000) };
}
