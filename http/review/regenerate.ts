/**
 * One question of a set under review written anew. Whoever asked for it has chosen it: as with an edit,
 * the new version is theirs and somebody else approves it.
 */
import type { CertificationContext } from '../../machines/certification-context.ts';
import type { ActorRecord } from '../../runtime/ports.ts';
import { contextOf } from '../fleet/views.ts';
import { Problem } from '../problem.ts';
import { takenBefore } from '../repeats.ts';
import type { RegenerationRequest } from '../schemas.ts';
import type { ServerPorts } from '../server-ports.ts';
import { checkpointOf, checkpointView } from './checkpoint-view.ts';
import { loadCheckpoint, refuseStale, tell } from './decide.ts';
import { questionIds } from './question-changes.ts';
import { insist, type Reviewer, rightsOf } from './review-rights.ts';
import { contentOf, storeContent, subjectOf } from './review-subject.ts';

export interface Regenerating {
  id: string;
  who: Reviewer;
  request: RegenerationRequest;
  eventId: string | null;
  signal: AbortSignal;
}

export interface Regenerated {
  record: ActorRecord;
  /** Id of the question that took the place; null when a repeat finds it done. */
  item: string | null;
  note: string | null;
}

/** @throws Problem 403, 404, 409, 422 NO_OTHER_QUESTION */
export async function regenerate(
  ports: ServerPorts,
  { id, who, request, eventId, signal }: Regenerating,
): Promise<Regenerated> {
  const before = await loadCheckpoint(ports, id);
  if ((await takenBefore(ports.engine, before.address, eventId)) !== null)
    return { record: before, item: null, note: null };
  await refuseStale(ports, before, request.content_hash);
  const view = { checkpoint: checkpointView(before) };
  insist(rightsOf(checkpointOf(before), before.status === 'active', who).edit, view);
  const content = await questionsAt(ports, before, request.item);
  const root = await ports.engine.read(before.root);
  const kb = root && contextOf<CertificationContext>(root).outputs?.knowledge;
  const settings = await ports.requests.settings(before.root);
  const made =
    kb && settings
      ? await ports.anotherQuestion({
          ...{ workflow: before.root, kb, settings, set: content, signal },
          ...{ item: request.item, comment: request.comment },
          avoid: checkpointOf(before).revisions.flatMap(({ items }) => items),
        })
      : null;
  if (made === null)
    throw new Problem(
      422,
      'No other question',
      'the documents carry no other question of this domain that can be defended',
      { code: 'NO_OTHER_QUESTION' },
    );
  const now = await loadCheckpoint(ports, id);
  const to = await put(ports, now, request.item, made.item);
  await tell(ports, now, { type: 'subject.revised', ...to, by: who.person }, eventId);
  const record = await loadCheckpoint(ports, id);
  if (!checkpointOf(record).revisions.some((each) => each.to.content_hash === to.content_hash))
    throw new Problem(409, 'Not counted', 'somebody else acted at the same moment; look again', {
      code: 'NOT_COUNTED',
      checkpoint: checkpointView(record),
    });
  await ports.audit({
    actor: who.person,
    action: 'checkpoint.regenerated',
    subject: id,
    detail: { item: request.item, by: made.item.id, content_hash: to.content_hash },
  });
  return { record, item: made.item.id, note: made.note };
}

async function questionsAt(
  ports: ServerPorts,
  record: ActorRecord,
  item: string,
): Promise<{ items: { id: string }[] }> {
  const artifact = await subjectOf(ports, checkpointOf(record));
  const content = artifact?.type === 'questions' ? await contentOf(ports, artifact) : null;
  if (!questionIds(content).includes(item))
    throw new Problem(422, 'Nothing to write anew', `item: there is no question ${item}`);
  return content as { items: { id: string }[] };
}

/** Writing took a while: what others changed meanwhile stays, as long as the question is still there. */
async function put(
  ports: ServerPorts,
  record: ActorRecord,
  old: string,
  next: { id: string },
): Promise<Awaited<ReturnType<typeof storeContent>>> {
  const present = await questionsAt(ports, record, old);
  const items = present.items.map((item) => (item.id === old ? next : item));
  return storeContent(ports, checkpointOf(record), { ...present, items }, [old, next.id]);
}
