/** Puts artefacts on the drive, each version once, whichever step comes first. */
import type { FolderName, Folders, Link } from '../../machines/vocabulary.ts';
import type { ActivityRun } from '../../runtime/ports.ts';
import type { ActorPorts, Artifact, ArtifactRef, Effect, StepName } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { ordinalOf, writeOf } from './writes.ts';

const FOLDER_OF: Record<string, FolderName> = {
  document: 'knowledge_base',
  coverage: 'knowledge_base',
  questions: 'assessments',
  form_map: 'assessments',
  responses: 'assessments',
  gaps: 'assessments',
  deck: 'presentations',
  scripts: 'videos',
  video: 'videos',
  storyboard: 'videos',
  captions: 'videos',
  poster: 'videos',
  transcript: 'videos',
  report: 'reports',
  result: 'reports',
};

/** The folder an artefact belongs into; what no folder claims lies with the certification. */
export function folderOf(type: string): FolderName {
  return FOLDER_OF[type] ?? 'certifications';
}

/** Uploads of this workflow by artefact id, with the ledger row of each. */
export async function filedArtifacts(
  ports: Pick<ActorPorts, 'ledger'>,
  workflow: string,
): Promise<Map<string, Effect>> {
  const filed = new Map<string, Effect>();
  for (const effect of await ports.ledger.ofWorkflow(workflow)) {
    const ordinal = ordinalOf(effect.key);
    if (!ordinal.startsWith(PREFIX) || effect.state === 'compensated') continue;
    filed.set(ordinal.slice(PREFIX.length), effect);
  }
  return filed;
}

const PREFIX = 'artifact.';

export interface Filing {
  ports: ActorPorts;
  workspace: Workspace;
  run: ActivityRun;
  step: StepName;
  folders: Folders;
  filed: Map<string, Effect>;
}

/** Starts filing for one activity. */
export async function openFiling(
  ports: ActorPorts,
  workspace: Workspace,
  run: ActivityRun,
  input: { step: StepName; folders: Folders },
): Promise<Filing> {
  const filed = await filedArtifacts(ports, run.root);
  return { ports, workspace, run, step: input.step, folders: input.folders, filed };
}

/**
 * Uploads one version of an artefact into its folder. An upload another step recorded, finished or
 * not, is continued under that step's key, so that no second file can appear.
 */
export async function uploadArtifact(
  filing: Filing,
  artifact: ArtifactRef,
  uploaded?: (bytes: number) => void,
): Promise<Link> {
  const { ports, workspace, run, folders } = filing;
  const begun = filing.filed.get(artifact.id);
  const link = begun?.state === 'done' ? linkOf(begun) : null;
  if (link) return link;
  const write = writeOf(run, begun?.step ?? filing.step, `${PREFIX}${artifact.id}`);
  const made = await workspace.putFile(
    { ...write, uploaded },
    {
      name: artifact.name,
      parent: folders[folderOf(artifact.type)].id,
      mime: artifact.mime,
      sha256: artifact.sha256,
      bytes: artifact.bytes,
      path: ports.blobs.path(artifact.sha256),
    },
  );
  return { id: made.id, url: made.url };
}

/** Where a recorded upload ended, or null while it is open. */
export function linkOf(effect: Effect): Link | null {
  const ref = effect.ref as { id?: string; url?: string } | null;
  return ref?.id && ref.url ? { id: ref.id, url: ref.url } : null;
}

/** Newest versions of these types, in the order of the types. */
export async function artifactsOf(
  ports: ActorPorts,
  workflow: string,
  types: readonly string[],
): Promise<Artifact[]> {
  const lists = await Promise.all(types.map((type) => ports.artifacts.list(workflow, type)));
  return lists.flat();
}
