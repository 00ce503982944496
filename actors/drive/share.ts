/** Step 10, after the release: each learner may read their own deck and the videos. */
import type { Warning } from '../../machines/vocabulary.ts';
import type { Activity, ActorPorts, Artifact, LearnerIdentity } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { artifactsOf, type Filing, openFiling, uploadArtifact } from './filing.ts';
import { writeOf } from './writes.ts';

/** Nobody but the learner gets a learner's deck; learners erased meanwhile are left out. */
export function share(ports: ActorPorts, workspace: Workspace): Activity<'drive.share'> {
  return async (input, run) => {
    const { learners } = input.settings;
    const filing = await openFiling(ports, workspace, run, input);
    const identities = await ports.vault.open(run.root, learners);
    const files = await artifactsOf(ports, run.root, ['deck', 'video', 'captions']);
    const shared: { learner: string; url: string }[] = [];
    for (const learner of learners) {
      const identity = identities.get(learner);
      if (!identity) continue;
      await shareWith(filing, identity, files);
      shared.push({ learner, url: ports.links.share(run.root, learner) });
      run.progress(shared.length / learners.length);
    }
    const warnings = missing(learners.length - shared.length);
    return warnings.length > 0 ? { shared, warnings } : { shared };
  };
}

/** Serially: on Drive, concurrent permission changes of one file lose all but the last. */
async function shareWith(
  filing: Filing,
  learner: LearnerIdentity,
  files: Artifact[],
): Promise<void> {
  const theirs = files.filter((file) => file.learner === null || file.learner === learner.id);
  for (const file of theirs) {
    filing.run.signal.throwIfAborted();
    const link = await uploadArtifact(filing, file);
    const write = writeOf(filing.run, filing.step, `share.${file.id}.${learner.id}`);
    await filing.workspace.share(write, link.id, learner);
  }
}

function missing(count: number): Warning[] {
  if (count === 0) return [];
  const message = `${count} learner${count === 1 ? ' is' : 's are'} no longer known and got no link.`;
  return [{ code: 'LEARNERS_UNKNOWN', message }];
}
