/** Step 1: the workflow's folder and seven folders in it. */
import { FOLDERS, type FolderName, type Folders } from '../../machines/vocabulary.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { writeOf } from './writes.ts';

const NAMES: Record<Exclude<FolderName, 'root'>, string> = {
  certifications: 'Certification',
  knowledge_base: 'Knowledge base',
  assessments: 'Assessments',
  presentations: 'Presentations',
  videos: 'Videos',
  forms: 'Forms',
  reports: 'Reports',
};

/** Creates the root first: everything else is undone with it. */
export function provision(_ports: ActorPorts, workspace: Workspace): Activity<'drive.provision'> {
  return async ({ settings, step }, run) => {
    await workspace.preflight(run.signal);
    const folders: Partial<Folders> = {};
    for (const [index, folder] of FOLDERS.entries()) {
      const name =
        folder === 'root' ? `${settings.certification_name} (${run.root})` : NAMES[folder];
      folders[folder] = await workspace.createFolder(writeOf(run, step, `folder.${folder}`), {
        name,
        parent: folders.root?.id ?? null,
      });
      run.progress((index + 1) / FOLDERS.length, name);
    }
    return { folders: folders as Folders };
  };
}
