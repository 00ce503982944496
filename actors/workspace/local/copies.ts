/** Copies of files. A copy carries no tag of ours: it is another object than the one we made. */
import { FOLDER_MIME, FORM_MIME } from '../mime.ts';
import type { LocalContext } from './context.ts';
import { answerFile } from './file-wire.ts';
import { addFile, existing, type NewFile } from './files.ts';
import type { LocalFile } from './store.ts';
import { bodyOf, type WireCall, WireError } from './wire.ts';

export async function copyFile(call: WireCall): Promise<Response> {
  const { context } = call;
  const source = await existing(context, call.params.fileId as string);
  if (source.mime === FOLDER_MIME) {
    throw new WireError(403, 'cannotCopyFile', 'This file cannot be copied by the user.');
  }
  const wanted = await bodyOf<NewFile>(call);
  const made = await addFile(
    context,
    {
      ...wanted,
      name: wanted.name ?? `Copy of ${source.name}`,
      mimeType: source.mime,
      parents: wanted.parents ?? (source.parent === null ? undefined : [source.parent]),
    },
    source.sha256 === null
      ? null
      : { sha256: source.sha256, md5: source.md5 as string, bytes: source.bytes as number },
  );
  if (source.mime === FORM_MIME) await copyForm(context, source, made);
  return answerFile(call, made);
}

/** The questions come along; answers stay, and the copy is not yet open to anybody. */
async function copyForm(context: LocalContext, source: LocalFile, made: LocalFile): Promise<void> {
  const form = await context.store.form(source.id);
  if (!form) return;
  const link = context.nextId();
  const closed = { published: false, accepting: false };
  await context.store.insertForm({ ...form, id: made.id, link, revision: 1, ...closed });
}
