/** `/api/bulk`: one action on every workflow of a filter, previewed first, then carried out. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { BulkRuns } from '../fleet/bulk-run.ts';
import { BULK_VERBS, type BulkTokens, type BulkVerb, type Previewed } from '../fleet/bulk-token.ts';
import type { BulkAction, FleetFilter } from '../fleet/ports.ts';
import { fleetFilter } from '../fleet/query.ts';
import type { App } from '../people/identity.ts';
import { notFound, Problem } from '../problem.ts';
import { parse } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

export const bulkPreview = z.strictObject({ action: z.enum(BULK_VERBS), filter: fleetFilter });
export const bulkOrder = z.strictObject({ token: z.string().min(1).max(8000) });

const PREVIEW_HOLDS_MS = 10 * 60_000;
const SAMPLE = 10;

export function bulkRoutes(ports: ServerPorts, tokens: BulkTokens, runs: BulkRuns): Hono<App> {
  const app = new Hono<App>();

  app.post('/preview', async (c) => {
    const { action, filter } = parse(bulkPreview, await c.req.json().catch(() => null));
    const { total } = await ports.readModels.size(filter);
    const look = await lookAt(ports, action, filter);
    const { items } = await ports.readModels.workflows({ ...filter, limit: SAMPLE });
    const previewed: Previewed = {
      id: `bulk-${ports.nextId()}`,
      person: c.get('person'),
      action,
      filter,
      alive: look.alive,
      accepting: look.accepting,
      expires_at: ports.now() + PREVIEW_HOLDS_MS,
    };
    return c.json({
      action,
      count: total,
      ended: total - look.alive,
      accepting: look.accepting,
      standings: look.standings,
      sample: items,
      token: tokens.make(previewed),
      expires_at: new Date(previewed.expires_at).toISOString(),
    });
  });

  app.post('/', async (c) => {
    const { token } = parse(bulkOrder, await c.req.json().catch(() => null));
    const previewed = tokens.read(token);
    if (previewed === null) throw new Problem(422, 'This is no preview of ours', 'preview again');
    if (previewed.person !== c.get('person'))
      throw new Problem(403, 'Somebody else looked at this', 'preview it yourself first');
    const known = await ports.bulk.find(previewed.id);
    if (known !== null) return c.json(viewOf(known));
    const look = await stillAsPreviewed(ports, previewed);
    const { id, person, action, filter, accepting } = previewed;
    const begun = await ports.bulk.begin(
      { id, person, action, filter, created_at: ports.now() },
      look.standings.filter(({ accepts }) => accepts),
    );
    const detail = { action, filter, count: accepting };
    await ports.audit({ actor: person, action: 'bulk.begun', subject: `bulk/${id}`, detail });
    runs.wake();
    c.header('location', `/api/bulk/${id}`);
    return c.json(viewOf(begun), 202);
  });

  app.get('/', async (c) => c.json({ items: (await ports.bulk.recent(20)).map(viewOf) }));

  app.get('/:id', async (c) => {
    const found = await ports.bulk.find(c.req.param('id'));
    if (found === null) throw notFound(`bulk action ${c.req.param('id')}`);
    return c.json(viewOf(found));
  });

  return app;
}

interface Look {
  alive: number;
  accepting: number;
  standings: { version: string; value: never; count: number; accepts: boolean }[];
}

/** Workflows in the same state accept the same, so one of each is asked; the counts are exact. */
async function lookAt(ports: ServerPorts, action: BulkVerb, filter: FleetFilter): Promise<Look> {
  const standings = await ports.bulk.standings(filter);
  const judged = await Promise.all(
    standings.map(async ({ version, value, count, sample }) => {
      const accepted = await ports.engine.accepts(sample).catch(() => [] as string[]);
      return { version, value: value as never, count, accepts: accepted.includes(action) };
    }),
  );
  const sum = (some: typeof judged) => some.reduce((total, { count }) => total + count, 0);
  const accepting = sum(judged.filter(({ accepts }) => accepts));
  return { alive: sum(judged), accepting, standings: judged };
}

/** Nobody acts on more than they were shown; fewer is what they wanted, a moment later. */
async function stillAsPreviewed(ports: ServerPorts, previewed: Previewed): Promise<Look> {
  const look = await lookAt(ports, previewed.action, previewed.filter);
  const isOld = previewed.expires_at < ports.now();
  if (!isOld && look.accepting <= previewed.accepting) return look;
  throw new Problem(
    409,
    'The selection has changed',
    isOld
      ? 'the preview is too old; look at it again'
      : `it would now reach ${look.accepting} workflows instead of ${previewed.accepting}; look at it again`,
    { code: 'SELECTION_CHANGED', accepting: look.accepting },
  );
}

/** The action as the page shows it. */
export function viewOf({ outcomes, created_at, ended_at, ...action }: BulkAction): object {
  const { open = 0, accepted = 0, refused = 0, failed = 0 } = outcomes;
  return {
    ...action,
    open,
    accepted,
    refused,
    failed,
    created_at: new Date(created_at).toISOString(),
    ended_at: ended_at === null ? null : new Date(ended_at).toISOString(),
  };
}
