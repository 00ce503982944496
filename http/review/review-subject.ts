/** What a checkpoint decides about: its content, and what edits made of it. */
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import { Problem } from '../problem.ts';
import type { ServerPorts, StoredArtifact } from '../server-ports.ts';
import { type QuestionChange, questionChanges } from './question-changes.ts';

type Ports = Pick<ServerPorts, 'artifacts' | 'patchQuestions'>;

/** The artefact under review; null when it is gone. */
export function subjectOf(
  ports: Ports,
  { subject }: CheckpointContext,
): Promise<StoredArtifact | null> {
  return ports.artifacts.get(subject.artifact_id);
}

/** The content as JSON; null for anything else. */
export async function contentOf(ports: Ports, artifact: StoredArtifact | null): Promise<unknown> {
  if (!artifact?.mime.includes('json')) return null;
  return JSON.parse((await ports.artifacts.read(artifact)).toString('utf8'));
}

/**
 * What changed in this review since the version of that hash; since its beginning without one.
 * Null when the checkpoint never had that version.
 */
export async function changesSince(
  ports: Ports,
  context: CheckpointContext,
  present: unknown,
  contentHash: string | undefined,
): Promise<{ version: number; changes: QuestionChange[] } | null> {
  const { revisions, subject } = context;
  const seen =
    contentHash === undefined
      ? (revisions[0]?.from ?? subject)
      : [...revisions.map(({ from }) => from), subject].find(
          (each) => each.content_hash === contentHash,
        );
  if (!seen) return null;
  if (seen.content_hash === subject.content_hash) return { version: seen.version, changes: [] };
  const before = await contentOf(ports, await ports.artifacts.get(seen.artifact_id));
  return { version: seen.version, changes: questionChanges(before, present) };
}

/** The content with the edits as a new version. @throws Problem 422 where nothing can be edited. */
export async function storeRevision(
  ports: Ports,
  context: CheckpointContext,
  patch: { questions: { id: string }[] },
): Promise<{ artifact_id: string; version: number; content_hash: string; items: string[] }> {
  const artifact = await subjectOf(ports, context);
  if (artifact?.type !== 'questions')
    throw new Problem(422, 'Nothing to edit', 'patch: only questions can be edited here');
  const edited = ports.patchQuestions(await contentOf(ports, artifact), patch);
  return storeContent(
    ports,
    context,
    edited,
    patch.questions.map((each) => each.id),
  );
}

/** A new version of what is under review. `items`: which of its questions differ. */
export async function storeContent(
  ports: Ports,
  context: CheckpointContext,
  content: unknown,
  items: string[],
): Promise<{ artifact_id: string; version: number; content_hash: string; items: string[] }> {
  const artifact = await subjectOf(ports, context);
  if (artifact === null) throw new Problem(409, 'Gone', 'what is under review is not there');
  const { workflow, step, type, name, mime, meta } = artifact;
  const { id, version, sha256 } = await ports.artifacts.put(
    { workflow, step, type, name, mime, meta },
    Buffer.from(JSON.stringify(content, null, 2)),
  );
  return { artifact_id: id, version, content_hash: sha256, items };
}
