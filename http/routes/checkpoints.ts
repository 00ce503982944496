/** `/api/checkpoints`: what waits for people, and what they decide. */
import { type Context, Hono } from 'hono';
import type { ActorRecord } from '../../runtime/ports.ts';
import type { App } from '../people/identity.ts';
import { Problem } from '../problem.ts';
import { eventIdOf } from '../repeats.ts';
import { inboxItems, queryOf } from '../review/checkpoint-list.ts';
import { checkpointOf, checkpointView, idOf } from '../review/checkpoint-view.ts';
import { decide, loadCheckpoint, tell } from '../review/decide.ts';
import { questionIds } from '../review/question-changes.ts';
import { regenerate } from '../review/regenerate.ts';
import { insist, type Reviewer, rightsOf } from '../review/review-rights.ts';
import { changesSince, contentOf, subjectOf } from '../review/review-subject.ts';
import { sampleFor } from '../sampling.ts';
import {
  claimRequest,
  decisionRequest,
  flagRequest,
  parse,
  regenerationRequest,
} from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

export function checkpointRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => c.json(await inboxItems(ports, reviewerOf(c), queryOf(c.req.query()))));

  app.get('/:id', async (c) => {
    const record = await loadCheckpoint(ports, c.req.param('id'));
    return c.json(await wholeView(ports, record, reviewerOf(c), c.req.query('since')));
  });

  app.post('/:id/claim', async (c) => {
    const record = await loadCheckpoint(ports, c.req.param('id'));
    const who = reviewerOf(c);
    const { take_over } = parse(claimRequest, (await c.req.json().catch(() => ({}))) ?? {});
    const { claim } = rightsOf(checkpointOf(record), record.status === 'active', who);
    const holder = checkpointOf(record).claimed_by;
    const takes = take_over && claim?.code === 'RESERVED_BY_ANOTHER';
    if (!takes) insist(claim, { checkpoint: checkpointView(record) });
    const type = takes ? 'take_over' : 'claim';
    const eventId = eventIdOf(who.person, c.req.header('idempotency-key'));
    await tell(ports, record, { type, by: who.person }, eventId);
    const after = await loadCheckpoint(ports, c.req.param('id'));
    refuseLost(after, who);
    await ports.audit({
      actor: who.person,
      action: takes ? 'checkpoint.taken_over' : 'checkpoint.claimed',
      subject: idOf(record.address),
      detail: takes ? { before: { reserved_by: holder }, after: { reserved_by: who.person } } : {},
    });
    return c.json(checkpointView(after));
  });

  app.post('/:id/release', async (c) => {
    const record = await loadCheckpoint(ports, c.req.param('id'));
    const by = c.get('person');
    if (checkpointOf(record).claimed_by !== by) return c.json(checkpointView(record));
    await tell(ports, record, { type: 'release', by }, null);
    await ports.audit({
      actor: by,
      action: 'checkpoint.released',
      subject: idOf(record.address),
      detail: {},
    });
    return c.json(checkpointView(await loadCheckpoint(ports, c.req.param('id'))));
  });

  app.post('/:id/flags', async (c) => {
    const record = await loadCheckpoint(ports, c.req.param('id'));
    const who = reviewerOf(c);
    const request = parse(flagRequest, await c.req.json().catch(() => null));
    const context = checkpointOf(record);
    const rights = rightsOf(context, record.status === 'active', who);
    // A doubt holds nobody up, so it may be uttered while somebody else reviews.
    if (rights.decide?.code !== 'RESERVED_BY_ANOTHER') insist(rights.decide);
    const ids = questionIds(await contentOf(ports, await subjectOf(ports, context)));
    if (!ids.includes(request.item))
      throw new Problem(422, 'Nothing to flag', `item: there is no question ${request.item}`);
    const eventId = eventIdOf(who.person, c.req.header('idempotency-key'));
    await tell(ports, record, { type: 'item.flagged', by: who.person, ...request }, eventId);
    await ports.audit({
      actor: who.person,
      action: 'checkpoint.flagged',
      subject: idOf(record.address),
      detail: { item: request.item, content_hash: request.content_hash },
    });
    return c.json(checkpointView(await loadCheckpoint(ports, c.req.param('id'))), 201);
  });

  app.post('/:id/regenerations', async (c) => {
    const request = parse(regenerationRequest, await c.req.json().catch(() => null));
    const who = reviewerOf(c);
    const eventId = eventIdOf(who.person, c.req.header('idempotency-key'));
    const { signal } = c.req.raw;
    const made = await regenerate(ports, { id: c.req.param('id'), who, request, eventId, signal });
    return c.json({ ...checkpointView(made.record), item: made.item, note: made.note }, 200);
  });

  app.post('/:id/decisions', async (c) => {
    const request = parse(decisionRequest, await c.req.json().catch(() => null));
    const who = reviewerOf(c);
    const eventId = eventIdOf(who.person, c.req.header('idempotency-key'));
    const id = c.req.param('id');
    const after = await decide(ports, { id, who, request, eventId, by_way_of: 'page' });
    return c.json({ ...checkpointView(after), edited: request.patch !== undefined }, 200);
  });

  return app;
}

/** Who asks, with what the table of people says of them. */
function reviewerOf(c: Context<App>): Reviewer {
  return { person: c.get('person'), groups: c.get('groups'), roles: c.get('roles') };
}

async function wholeView(
  ports: ServerPorts,
  record: ActorRecord,
  who: Reviewer,
  since: string | undefined,
): Promise<Record<string, unknown>> {
  const context = checkpointOf(record);
  const artifact = await subjectOf(ports, context);
  const content = await contentOf(ports, artifact);
  const ids = questionIds(content);
  const settings = await ports.requests.settings(record.root);
  const { claim, edit, decide: say, approve } = rightsOf(context, record.status === 'active', who);
  return {
    ...checkpointView(record),
    certification_name: settings?.certification_name ?? '',
    artifact: artifact && { ...artifact, url: `/api/artifacts/${artifact.id}` },
    content,
    /** Since the review began; and since the version the reader has seen, where they say which. */
    changed: await changesSince(ports, context, content, undefined),
    news: since === undefined ? null : await changesSince(ports, context, content, since),
    /** Why the asking person cannot; null where they can. */
    may: { claim: brief(claim), edit: brief(edit), decide: brief(say), approve: brief(approve) },
    sample: ids.length > 0 ? sampleFor(context, ids, who.person) : null,
    now: new Date(ports.now()).toISOString(),
  };
}

function brief(refused: { code: string; why: string } | null): object | null {
  return refused && { code: refused.code, why: refused.why };
}

function refuseLost(after: ActorRecord, { person }: Reviewer): void {
  const { claimed_by } = checkpointOf(after);
  if (claimed_by === person) return;
  throw new Problem(409, 'Already reserved', `${claimed_by ?? 'nobody'} is reviewing this`, {
    code: 'RESERVED_BY_ANOTHER',
    checkpoint: checkpointView(after),
  });
}
