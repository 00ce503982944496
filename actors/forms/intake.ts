/** Step 2: the two forms for the educator, published. */
import { writeOf } from '../drive/writes.ts';
import type { Activity, ActorPorts } from '../ports.ts';
import type { Workspace } from '../workspace/port.ts';
import { intakeForm, knowledgeUploadForm } from './templates.ts';

export function createIntake(
  ports: ActorPorts,
  workspace: Workspace,
): Activity<'forms.create_intake'> {
  return async ({ settings, step, folders }, run) => {
    const parent = folders.forms.id;
    const specs = {
      intake: intakeForm(run.root, settings, parent),
      knowledge_upload: knowledgeUploadForm(
        run.root,
        settings,
        parent,
        ports.links.upload(run.root),
      ),
    };
    const intake = await workspace.createForm(writeOf(run, step, 'form.intake'), specs.intake);
    await workspace.publishForm(writeOf(run, step, 'publish.intake'), intake.id, []);
    run.progress(0.5, specs.intake.title);
    const upload = await workspace.createForm(
      writeOf(run, step, 'form.knowledge_upload'),
      specs.knowledge_upload,
    );
    await workspace.publishForm(writeOf(run, step, 'publish.knowledge_upload'), upload.id, []);
    return { intake, knowledge_upload: upload };
  };
}
