/** `/api/checkpoints`: what waits for people, and what they decide. */
import { Hono } from 'hono';
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import { terminal } from '../../runtime/errors.ts';
import type { ActorRecord } from '../../runtime/ports.ts';
import type { App } from '../identity.ts';
import { notFound, Problem } from '../problem.ts';
import { eventIdOf, takenBefore } from '../repeats.ts';
import { decisionRequest, parse } from '../schemas.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';
import { contextOf } from '../views.ts';

/** Addresses hold slashes; ids in paths do not. */
export const idOf = (address: string): string => address.replaceAll('/', '~');
const addressOf = (id: string): string => id.replaceAll('~', '/');
const iso = (ms: number | null | undefined): string | null =>
  ms == null ? null : new Date(ms).toISOString();

export function checkpointView(record: ActorRecord): Record<string, unknown> {
  const context = contextOf<CheckpointContext>(record);
  const { kind, workflow, subject, policy, decisions, approvals, claimed_by, verdict } = context;
  return {
    id: idOf(record.address),
    workflow_id: workflow,
    kind,
    state: record.value,
    status: record.status,
    subject,
    policy,
    decisions,
    approvals,
    verdict,
    assignee: claimed_by,
    reserved_until: iso(context.reserved_until),
    due_at: iso(context.due_at),
    escalated_at: iso(context.escalated_at),
    opened_at: iso(context.opened_at),
  };
}

export function checkpointRoutes(ports: ServerPorts): Hono<App> {
  const { engine } = ports;
  const app = new Hono<App>();

  const load = async (id: string): Promise<ActorRecord> => {
    const record = await engine.read(addressOf(id));
    if (record?.machine !== 'checkpoint') throw notFound(`checkpoint ${id}`);
    if (record.snapshot === null)
      throw terminal('ACTOR_STUCK', `checkpoint ${id} cannot be loaded; see its dead letter`);
    return record;
  };

  app.get('/', async (c) => {
    const open = await ports.readModels.openCheckpoints();
    const records = await Promise.all(open.map(({ address }) => engine.read(address)));
    // One that cannot be loaded has nothing to show; its dead letter is at its workflow.
    const active = records.filter(
      (record) => record?.status === 'active' && record.snapshot !== null,
    ) as ActorRecord[];
    const items = await Promise.all(
      active.map(async (record) => {
        const settings = await ports.requests.settings(record.root);
        const view = checkpointView(record);
        return { ...view, certification_name: settings?.certification_name ?? '' } as typeof view;
      }),
    );
    return c.json({
      items: items.sort((a, b) => String(a.due_at).localeCompare(String(b.due_at))),
    });
  });

  app.get('/:id', async (c) => {
    const record = await load(c.req.param('id'));
    const artifact = await subjectOf(ports, record);
    const content = artifact?.mime.includes('json')
      ? JSON.parse((await ports.artifacts.read(artifact)).toString('utf8'))
      : null;
    return c.json({
      ...checkpointView(record),
      artifact: artifact && { ...artifact, url: `/api/artifacts/${artifact.id}` },
      content,
    });
  });

  app.post('/:id/claim', async (c) => {
    const record = await load(c.req.param('id'));
    const by = c.get('person');
    await engine.send(record.address, { type: 'claim', by });
    const after = await load(c.req.param('id'));
    const { claimed_by } = contextOf<CheckpointContext>(after);
    if (claimed_by !== by)
      throw new Problem(409, 'Already reserved', `${claimed_by ?? 'nobody'} is reviewing this`);
    return c.json(checkpointView(after));
  });

  app.post('/:id/decisions', async (c) => {
    const id = c.req.param('id');
    const request = parse(decisionRequest, await c.req.json().catch(() => null));
    const by = c.get('person');
    const before = await load(id);
    const eventId = eventIdOf(by, c.req.header('idempotency-key'));
    if ((await takenBefore(engine, before.address, eventId)) !== null)
      return c.json({ ...checkpointView(before), edited: request.patch !== undefined }, 200);
    refuseImpossible(before, by, request);
    const hash = request.patch
      ? await revise(ports, before, { by, patch: request.patch, eventId })
      : request.content_hash;
    // Whoever edits becomes an author: the edit stands, and somebody else has to approve it.
    if (!request.patch || request.verdict !== 'approve') {
      const { verdict, comment } = request;
      await engine.send(
        before.address,
        { type: 'decision', by, verdict, content_hash: hash, comment },
        eventId === null || request.patch ? {} : { eventId },
      );
    }
    const after = await load(id);
    if (!request.patch) refuseUncounted(after, by, hash);
    await ports.audit({
      actor: by,
      action: `checkpoint.${request.patch ? 'edited' : request.verdict}`,
      subject: id,
      detail: { content_hash: hash },
    });
    return c.json({ ...checkpointView(after), edited: request.patch !== undefined }, 200);
  });

  return app;
}

function refuseImpossible(
  record: ActorRecord,
  by: string,
  request: { content_hash: string; verdict: string; patch?: unknown },
): void {
  const context = contextOf<CheckpointContext>(record);
  const view = checkpointView(record);
  if (record.status !== 'active')
    throw new Problem(
      409,
      'Already decided',
      `this checkpoint ended with ${context.verdict ?? 'no verdict'}`,
      { checkpoint: view },
    );
  if (request.content_hash !== context.subject.content_hash) {
    throw new Problem(
      409,
      'The content has changed',
      'the decision was made about an earlier version; look at the present one and decide again',
      { checkpoint: view },
    );
  }
  if (request.verdict !== 'approve' || request.patch) return;
  if (context.subject.authors.includes(by))
    throw new Problem(
      403,
      'Authors do not approve their own work',
      `${by} edited this version; somebody else has to approve it`,
    );
  if (context.approvals.includes(by))
    throw new Problem(
      409,
      'Already approved',
      `${by} approved this version; ${context.policy.quorum} different people are needed`,
      { checkpoint: view },
    );
}

/** Somebody else can decide or edit between our look and our decision, which then counts for nothing. */
function refuseUncounted(record: ActorRecord, by: string, hash: string): void {
  const { decisions } = contextOf<CheckpointContext>(record);
  if (decisions.some((each) => each.by === by && each.content_hash === hash)) return;
  throw new Problem(
    409,
    'Not counted',
    'somebody else acted on this checkpoint at the same moment; look at it again',
    { checkpoint: checkpointView(record) },
  );
}

async function subjectOf(ports: ServerPorts, record: ActorRecord): Promise<StoredArtifact | null> {
  return ports.artifacts.get(contextOf<CheckpointContext>(record).subject.artifact_id);
}

async function revise(
  ports: ServerPorts,
  record: ActorRecord,
  { by, patch, eventId }: { by: string; patch: unknown; eventId: string | null },
): Promise<string> {
  const artifact = await subjectOf(ports, record);
  if (artifact?.type !== 'questions')
    throw new Problem(422, 'Nothing to edit', 'patch: only questions can be edited here');
  const before = JSON.parse((await ports.artifacts.read(artifact)).toString('utf8'));
  const edited = ports.patchQuestions(before, patch);
  const { workflow, step, type, name, mime } = artifact;
  const stored = await ports.artifacts.put(
    { workflow, step, type, name, mime, meta: artifact.meta },
    Buffer.from(JSON.stringify(edited, null, 2)),
  );
  const { id, version, sha256 } = stored;
  await ports.engine.send(
    record.address,
    { type: 'subject.revised', artifact_id: id, version, content_hash: sha256, by },
    eventId === null ? {} : { eventId },
  );
  return stored.sha256;
}
