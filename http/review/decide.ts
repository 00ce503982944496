/** A decision from asking to record, the same for the page, the API and a link in a mail. */
import type { Reading } from '../../machines/vocabulary.ts';
import { PresGenError, terminal } from '../../runtime/errors.ts';
import type { ActorRecord, StoredEvent } from '../../runtime/ports.ts';
import { notFound, Problem } from '../problem.ts';
import { takenBefore } from '../repeats.ts';
import { sampleFor } from '../sampling.ts';
import type { DecisionRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';
import { addressOf, checkpointOf, checkpointView, idOf } from './checkpoint-view.ts';
import { passGate, type Waiver } from './quality-gate.ts';
import { questionIds } from './question-changes.ts';
import { insist, type Reviewer, rightsOf } from './review-rights.ts';
import { changesSince, contentOf, storeRevision, subjectOf } from './review-subject.ts';

export interface Deciding {
  /** Of the checkpoint, as in paths. */
  id: string;
  who: Reviewer;
  request: DecisionRequest;
  /** Makes a repeated request one decision. */
  eventId: string | null;
  /** How the decision came, for the audit trail. */
  by_way_of: 'page' | 'mail';
}

/** @throws Problem 404, or PresGenError ACTOR_STUCK */
export async function loadCheckpoint(
  { engine }: Pick<ServerPorts, 'engine'>,
  id: string,
): Promise<ActorRecord> {
  const record = await engine.read(addressOf(id));
  if (record?.machine !== 'checkpoint') throw notFound(`checkpoint ${id}`);
  if (record.snapshot === null)
    throw terminal('ACTOR_STUCK', `checkpoint ${id} cannot be loaded; see its dead letter`);
  return record;
}

/** Records the decision or edit; resolves to the checkpoint after it. @throws Problem 403, 409, 422 */
export async function decide(ports: ServerPorts, deciding: Deciding): Promise<ActorRecord> {
  const { id, who, request, eventId } = deciding;
  const before = await loadCheckpoint(ports, id);
  if ((await takenBefore(ports.engine, before.address, eventId)) !== null) return before;
  await refuseStale(ports, before, request.content_hash);
  const context = checkpointOf(before);
  const rights = rightsOf(context, before.status === 'active', who);
  const isApproval = request.verdict === 'approve' && !request.patch;
  const view = { checkpoint: checkpointView(before) };
  insist(isApproval ? rights.approve : rights.decide, view);
  const waiver = isApproval ? await passGate(ports.judgeWork, context, request) : null;
  const reading = isApproval ? await readingOf(ports, before, who, request) : undefined;
  const hash = request.patch ? await revise(ports, before, deciding) : request.content_hash;
  // Whoever edits becomes an author: the edit stands, and somebody else has to approve it.
  if (!request.patch || request.verdict !== 'approve') {
    const { verdict, comment, reason_code } = request;
    await tell(
      ports,
      before,
      {
        ...{ type: 'decision', by: who.person, verdict, content_hash: hash, comment },
        ...(reason_code ? { reason_code } : {}),
        ...(reading ? { reading: reading as never } : {}),
      },
      request.patch ? null : eventId,
    );
  }
  const after = await loadCheckpoint(ports, id);
  refuseUncounted(after, deciding, hash);
  await note(ports, deciding, before, after, reading, waiver);
  return after;
}

/** 409 with what has changed since the version that the decision was made about. */
export async function refuseStale(
  ports: ServerPorts,
  record: ActorRecord,
  contentHash: string,
): Promise<void> {
  const context = checkpointOf(record);
  if (record.status !== 'active' || contentHash === context.subject.content_hash) return;
  const present = await contentOf(ports, await subjectOf(ports, context));
  const since = await changesSince(ports, context, present, contentHash);
  throw new Problem(
    409,
    'The content has changed',
    'the decision was made about an earlier version; look at the present one and decide again',
    {
      code: 'STALE_CONTENT',
      checkpoint: checkpointView(record),
      seen_version: since?.version ?? null,
      changes: since?.changes ?? null,
    },
  );
}

async function readingOf(
  ports: ServerPorts,
  record: ActorRecord,
  who: Reviewer,
  { reading }: DecisionRequest,
): Promise<Reading | undefined> {
  if (!reading) return undefined;
  const context = checkpointOf(record);
  const ids = questionIds(await contentOf(ports, await subjectOf(ports, context)));
  const sample = sampleFor(context, ids, who.person);
  const read = new Set(reading.items);
  const wanted = reading.how === 'sample' ? sample.items : ids;
  if (reading.how === 'sample' && sample.refused !== null)
    throw new Problem(409, 'A sample will not do', sample.refused, { code: 'SAMPLE_REFUSED' });
  const missing = wanted.filter((each) => !read.has(each));
  if (missing.length > 0)
    throw new Problem(
      409,
      'Not all read',
      `${missing.length} of the ${wanted.length} questions to be read are not marked as read`,
      { code: 'NOT_ALL_READ', missing },
    );
  const { seed, of } = sample;
  return { how: reading.how, of, items: wanted, ...(reading.how === 'sample' ? { seed } : {}) };
}

async function revise(
  ports: ServerPorts,
  record: ActorRecord,
  { who, request, eventId }: Deciding,
): Promise<string> {
  const to = await storeRevision(ports, checkpointOf(record), request.patch as never);
  await tell(ports, record, { type: 'subject.revised', ...to, by: who.person }, eventId);
  return to.content_hash;
}

/** Sends to a checkpoint that somebody else may end meanwhile. @throws Problem 409 when it has ended */
export async function tell(
  ports: Pick<ServerPorts, 'engine'>,
  { address }: ActorRecord,
  event: StoredEvent,
  eventId: string | null,
): Promise<void> {
  try {
    await ports.engine.send(address, event, eventId === null ? {} : { eventId });
  } catch (error) {
    if (!(error instanceof PresGenError) || error.code !== 'ACTOR_FINISHED') throw error;
    const ended = await loadCheckpoint(ports, idOf(address));
    const nobody = { person: '', groups: [], roles: [] };
    insist(rightsOf(checkpointOf(ended), false, nobody).decide, {
      checkpoint: checkpointView(ended),
    });
  }
}

/** Somebody else can decide or edit between our look and our decision, which then counts for nothing. */
function refuseUncounted(record: ActorRecord, { who, request }: Deciding, hash: string): void {
  const { decisions, revisions } = checkpointOf(record);
  const isCounted = decisions.some((each) => each.by === who.person && each.content_hash === hash);
  const isKept = revisions.some((each) => each.by === who.person && each.to.content_hash === hash);
  if (request.patch ? isKept : isCounted) return;
  throw new Problem(
    409,
    'Not counted',
    'somebody else acted on this checkpoint at the same moment; look at it again',
    { code: 'NOT_COUNTED', checkpoint: checkpointView(record) },
  );
}

async function note(
  ports: ServerPorts,
  { id, who, request, by_way_of }: Deciding,
  before: ActorRecord,
  after: ActorRecord,
  reading: Reading | undefined,
  waiver: Waiver | null,
): Promise<void> {
  const [was, is] = [checkpointOf(before).subject, checkpointOf(after).subject];
  await ports.audit({
    actor: who.person,
    action: `checkpoint.${request.patch ? 'edited' : request.verdict}`,
    subject: id,
    detail: {
      by_way_of,
      content_hash: is.content_hash,
      ...(request.reason_code ? { reason_code: request.reason_code } : {}),
      ...(waiver ? { waived: waiver } : {}),
      ...(reading
        ? { reading: { how: reading.how, read: reading.items.length, of: reading.of } }
        : {}),
      ...(request.patch
        ? {
            items: request.patch.questions.map((each) => each.id),
            before: { version: was.version, content_hash: was.content_hash },
            after: { version: is.version, content_hash: is.content_hash },
          }
        : {}),
    },
  });
}
