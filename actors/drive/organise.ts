/** Step 10: every artefact in its folder, superseded versions gone, and a manifest of it all. */
import type { Link } from '../../machines/vocabulary.ts';
import type { Activity, ActorPorts, Artifact } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { type Filing, folderOf, openFiling, uploadArtifact } from './filing.ts';

/** Files what is not yet filed and writes `manifest.json`. */
export function organise(ports: ActorPorts, workspace: Workspace): Activity<'drive.organise'> {
  return async (input, run) => {
    const filing = await openFiling(ports, workspace, run, input);
    const all = await ports.artifacts.list(run.root);
    const artifacts = all.filter((artifact) => artifact.type !== 'manifest');
    const filed: { artifact: Artifact; link: Link }[] = [];
    for (const artifact of artifacts) {
      run.signal.throwIfAborted();
      filed.push({ artifact, link: await uploadArtifact(filing, artifact) });
      run.progress(filed.length / (artifacts.length + 1), artifact.name);
    }
    const manifest = await ports.artifacts.put(
      {
        workflow: run.root,
        step: input.step,
        type: 'manifest',
        name: 'manifest.json',
        mime: 'application/json',
      },
      Buffer.from(`${JSON.stringify(describe(run.root, filing, filed), null, 2)}\n`),
    );
    await uploadArtifact(filing, manifest);
    await trashSuperseded(filing, new Set([...all.map(({ id }) => id), manifest.id]), manifest.id);
    return { manifest, filed: filed.length + 1 };
  };
}

/** No dates and a fixed order: the same files give the same bytes. */
function describe(
  workflow: string,
  filing: Filing,
  filed: { artifact: Artifact; link: Link }[],
): object {
  return {
    workflow,
    folders: filing.folders,
    files: filed.map(({ artifact, link }) => ({
      name: artifact.name,
      type: artifact.type,
      step: artifact.step,
      version: artifact.version,
      folder: folderOf(artifact.type),
      sha256: artifact.sha256,
      bytes: artifact.bytes,
      mime: artifact.mime,
      link,
    })),
  };
}

/**
 * Uploads whose artefact has a newer version would only mislead; so would one that may have come
 * about without its answer.
 */
async function trashSuperseded(
  filing: Filing,
  current: Set<string>,
  manifest: string,
): Promise<void> {
  for (const [id, { key, workflow, step }] of filing.filed) {
    const artifact = await filing.ports.artifacts.get(id);
    const isOldManifest = artifact?.type === 'manifest' && id !== manifest;
    if (current.has(id) && !isOldManifest) continue;
    await filing.workspace.undo({ key, workflow, step, signal: filing.run.signal });
  }
}
