/** What stands outside after a story, in words that do not depend on ids: for comparing two runs. */
import type { LocalFile } from '../../actors/workspace/local/store.ts';
import { FORM_MIME } from '../../actors/workspace/mime.ts';
import type { Rig } from './workspace-rig.ts';

/** Every live object, what it holds and who may see it; sorted. */
export async function outside(rig: Rig): Promise<string[]> {
  const files = await rig.store.files({ trashed: false });
  const names = new Map(files.map((file) => [file.id, file.name]));
  const lines = await Promise.all(
    files.map(async (file) => [
      `${names.get(file.parent ?? '') ?? ''}/${file.name} ${file.sha256 ?? file.mime}`,
      ...(await formLines(rig, file)),
      ...(await rig.store.permissions(file.id)).map(
        ({ address, role, view }) => `${file.name} for ${address} as ${role} ${view ?? ''}`,
      ),
    ]),
  );
  return lines.flat().sort();
}

async function formLines(rig: Rig, file: LocalFile): Promise<string[]> {
  if (file.mime !== FORM_MIME) return [];
  const form = await rig.store.form(file.id);
  // What a person wrote into the form is theirs, and stays.
  const items = form?.items.filter((item) => item.title !== 'A note by hand') ?? [];
  const titles = items.map((item) => item.title).join(', ');
  return [`${file.name}: ${form?.published} ${form?.accepting} [${titles}]`];
}
