/** `/api/workflows`: start, list, look, look back, intervene. */
import { isDeepStrictEqual } from 'node:util';
import { Hono } from 'hono';
import type { WorkflowSettings } from '../../machines/vocabulary.ts';
import { terminal } from '../../runtime/errors.ts';
import type { Engine, Json } from '../../runtime/ports.ts';
import { takeDocuments } from '../documents.ts';
import { createEstimates } from '../estimate.ts';
import { histogramQueryOf, listQueryOf } from '../fleet/query.ts';
import { isForPeople, partView, timelineOf, workflowView } from '../fleet/views.ts';
import { ganttRows } from '../gantt.ts';
import type { App } from '../people/identity.ts';
import { invalid, notFound, Problem } from '../problem.ts';
import { eventIdOf, takenBefore } from '../repeats.ts';
import { parse, settingsOf, workflowEvent, workflowRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';

export function workflowRoutes(ports: ServerPorts): Hono<App> {
  const { engine, readModels } = ports;
  const app = new Hono<App>();
  const estimate = createEstimates(ports);

  const familyOf = async (id: string) => {
    const family = await engine.family(id);
    if (family[0]?.machine !== 'certification') throw notFound(`workflow ${id}`);
    return family;
  };

  app.post('/', async (c) => {
    const request = parse(workflowRequest, await c.req.json().catch(() => null));
    const documents = await takeDocuments(ports, request.documents);
    const proposed = `wf-${ports.nextId()}`;
    const key = c.req.header('idempotency-key');
    const workflow =
      key === undefined
        ? proposed
        : await ports.requests.remember(`${request.organization_id}:${key}`, proposed);
    const asked = settingsOf(request, documents);
    const enabled = asked.avatar.enabled && ports.config.avatarEnabled;
    const settings = { ...asked, avatar: { ...asked.avatar, enabled } };
    if (workflow !== proposed) refuseOther(await ports.requests.settings(workflow), settings);
    await ports.requests.save(workflow, settings, request.learners);
    const input = { workflow, settings, started_at: ports.now() };
    const { created } = await engine.start({
      machine: 'certification',
      address: workflow,
      input: input as unknown as Json,
    });
    const person = c.get('person');
    if (created)
      await ports.audit({
        actor: person,
        action: 'workflow.started',
        subject: workflow,
        detail: {},
      });
    c.header('location', `/api/workflows/${workflow}`);
    return c.json({ workflow_id: workflow, created }, created ? 201 : 200);
  });

  app.get('/', async (c) => c.json(await readModels.workflows(listQueryOf(c.req.query()))));

  app.get('/histogram', async (c) => {
    const { filter, buckets, offset } = histogramQueryOf(c.req.query());
    return c.json(await readModels.histogram(filter, buckets, offset));
  });

  app.get('/:id', async (c) => {
    const family = await familyOf(c.req.param('id'));
    const view = await workflowView(engine, family);
    const [root] = family;
    if (!view || !root) return c.json(view);
    // A workflow that cannot be loaded is still shown under its name.
    const asked = root.snapshot === null ? await ports.requests.settings(root.address) : null;
    const named = asked ? { certification_name: asked.certification_name } : {};
    return c.json({ ...view, ...named, ...(await estimate(root)) });
  });

  app.get('/:id/timeline', async (c) => {
    const id = c.req.param('id');
    const [root] = await familyOf(id);
    return c.json({
      workflow_id: id,
      timeline: await timelineOf(engine, id),
      seq: root?.seq,
    });
  });

  app.get('/:id/gantt', async (c) => {
    const id = c.req.param('id');
    const [root] = await familyOf(id);
    const asked = c.req.query('until');
    const last = root?.seq ?? 0;
    const seq = asked === undefined ? last : positionIn('until', asked, 1);
    const [entry] = await engine.journal(id, seq - 1, 1);
    if (entry === undefined)
      throw notFound(`journal position ${seq} of ${id}; its last is ${last}`);
    const isPast = asked !== undefined;
    const rows = await ganttRows(engine, id, isPast ? entry.at : Number.POSITIVE_INFINITY);
    const until = isPast ? entry.at : Math.max(ports.now(), entry.at);
    return c.json({ workflow_id: id, rows, until, seq });
  });

  app.get('/:id/events', async (c) => {
    const id = c.req.param('id');
    const actor = partOf(id, c.req.query('actor'));
    await familyOf(id);
    const after = positionIn('after', c.req.query('after') ?? '0', 0);
    const entries = await engine.journal(actor, after, 500);
    return c.json({ items: entries, next: entries.length === 500 ? entries.at(-1)?.seq : null });
  });

  app.get('/:id/artifacts', async (c) => {
    await familyOf(c.req.param('id'));
    const items = await ports.artifacts.list(c.req.param('id'));
    return c.json({ items: items.map((each) => ({ ...each, url: `/api/artifacts/${each.id}` })) });
  });

  app.get('/:id/result', async (c) => {
    const id = c.req.param('id');
    const [root] = await familyOf(id);
    const artifact = await ports.artifacts.latest(id, 'result');
    if (artifact === null)
      throw new Problem(
        404,
        'No result yet',
        `the workflow is ${root?.view.status} at ${root?.view.step}`,
      );
    return c.body((await ports.artifacts.read(artifact)).toString('utf8'), 200, {
      'content-type': 'application/json',
    });
  });

  app.get('/:id/at/:seq', async (c) => {
    const id = c.req.param('id');
    const actor = partOf(id, c.req.query('actor'));
    const seq = positionIn('seq', c.req.param('seq'), 1);
    await familyOf(id);
    const past = await engine.at(actor, seq);
    if (past === null) throw notFound(`actor ${actor} of ${id}`);
    if (past.seq !== seq)
      throw notFound(`journal position ${seq} of ${actor}; its last is ${past.seq}`);
    return c.json(actor === id ? await workflowView(pastOf(engine), [past]) : partView(past));
  });

  app.post('/:id/events', async (c) => {
    const id = c.req.param('id');
    const [root] = await familyOf(id);
    const event = parse(workflowEvent, await c.req.json().catch(() => null));
    if (event.type === 'edit_input' && event.patch.avatar?.enabled && !ports.config.avatarEnabled) {
      throw invalid([
        { path: 'patch.avatar.enabled', message: 'videos are switched off on this server' },
      ]);
    }
    const by = c.get('person');
    const eventId = eventIdOf(by, c.req.header('idempotency-key'));
    const taken = await takenBefore(engine, id, eventId);
    if (taken !== null) {
      const status = (await engine.read(id))?.view.status;
      return c.json({ workflow_id: id, seq: taken.seq, status }, 202);
    }
    if (root?.stuck)
      throw terminal('ACTOR_STUCK', 'this workflow is stuck: settle its dead letter first');
    const accepted = (await engine.accepts(id)).filter(isForPeople);
    if (!accepted.includes(event.type)) {
      throw new Problem(
        409,
        'Not possible now',
        `${event.type} is not possible in this state; possible: ${accepted.join(', ') || 'nothing'}`,
        { accepts: accepted },
      );
    }
    const sent = await engine.send(
      id,
      { ...event, by } as never,
      eventId === null ? {} : { eventId },
    );
    await ports.audit({
      actor: by,
      action: `workflow.${event.type}`,
      subject: id,
      detail: { seq: sent.seq },
    });
    return c.json({ workflow_id: id, seq: sent.seq, status: sent.view.status }, 202);
  });

  return app;
}

/** The actor a request is about: the workflow itself, or one of its parts by its address. */
function partOf(id: string, actor: string | undefined): string {
  if (actor === undefined || actor === id) return id;
  if (!actor.startsWith(`${id}/`)) throw notFound(`actor ${actor} of ${id}`);
  return actor;
}

function positionIn(path: string, given: string, from: number): number {
  const position = /^\d{1,15}$/.test(given) ? Number(given) : -1;
  if (position < from)
    throw invalid([{ path, message: `is a journal position: a whole number from ${from}` }]);
  return position;
}

/** A past position: nothing can be done about it. */
function pastOf(engine: Engine): Engine {
  return { ...engine, accepts: async () => [], deadLetters: async () => [] };
}

/** A key stands for one request: with another one it is a mistake of the client, not a repeat. */
function refuseOther(known: WorkflowSettings | null, asked: WorkflowSettings): void {
  if (known !== null && !isDeepStrictEqual(known, JSON.parse(JSON.stringify(asked))))
    throw new Problem(
      422,
      'The Idempotency-Key was used before',
      'it came with a different request; send a key of its own with each new one',
    );
}
