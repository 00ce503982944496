/**
 * Keeps the browsable tree in step with the drive. A drive allows what no file system does, such as
 * one name twice in a folder or a slash in a name, so each file has a name of its own for the tree.
 */
import { FOLDER_MIME, SLIDES_MIME } from '../mime.ts';
import { type LocalContext, ROOT_ID } from './context.ts';
import { numbered, safeName } from './safe-name.ts';
import type { LocalFile } from './store.ts';

/** The name a file gets in the tree: its own, made safe, and numbered where a sibling has it. */
export async function nameForTree(
  context: LocalContext,
  file: Pick<LocalFile, 'id' | 'name' | 'mime'>,
  parent: string,
): Promise<string> {
  const wanted = plainName(file);
  for (const name of [wanted, ...MARKS.map((mark) => numbered(wanted, mark))]) {
    if (!(await isTaken(context, name, parent, file.id))) return name;
  }
  // Ids differ, so this one is free.
  return numbered(wanted, safeName(file.id));
}

const MARKS = ['2', '3', '4', '5', '6', '7', '8', '9'];

function plainName({ name, mime }: Pick<LocalFile, 'name' | 'mime'>): string {
  return safeName(mime === SLIDES_MIME && !/\.pptx$/i.test(name) ? `${name}.pptx` : name);
}

/** Gives a name that has become free to the sibling that had to take a number for it. */
export async function passOnName(context: LocalContext, gone: LocalFile): Promise<void> {
  const free = plainName(gone);
  if (gone.parent === null || gone.shown_as !== free || !isShown(gone)) return;
  for (const mark of MARKS) {
    const shown = numbered(free, mark);
    const filter = { parent: gone.parent, trashed: false, shown };
    const heir = (await context.store.files(filter)).find((one) => plainName(one) === free);
    if (!heir) continue;
    const oldPath = await pathOf(context, heir);
    await context.store.updateFile(heir.id, { shown_as: free });
    return reshow(context, heir, { ...heir, shown_as: free }, oldPath);
  }
}

async function isTaken(
  context: LocalContext,
  shown: string,
  parent: string,
  except: string,
): Promise<boolean> {
  const siblings = await context.store.files({ parent, trashed: false, shown });
  return siblings.some((sibling) => sibling.id !== except && isShown(sibling));
}

/** Folders and files with bytes; a form has nothing to show in a file manager. */
function isShown(file: LocalFile): boolean {
  return file.mime === FOLDER_MIME || file.sha256 !== null;
}

/** Puts a file, or an empty folder, at its place in the tree. */
export async function show(context: LocalContext, file: LocalFile): Promise<void> {
  if (isShown(file)) await context.tree.place(await pathOf(context, file), bytesOf(context, file));
}

/** Takes a file, or a folder with all it holds, out of the tree. */
export async function hide(context: LocalContext, file: LocalFile, path: string[]): Promise<void> {
  if (isShown(file)) await context.tree.remove(path, bytesOf(context, file));
}

/** Takes a file or folder to where it is shown now. */
export async function reshow(
  context: LocalContext,
  before: LocalFile,
  after: LocalFile,
  oldPath: string[],
): Promise<void> {
  const newPath = await pathOf(context, after);
  const stays = newPath.join('/') === oldPath.join('/') && before.sha256 === after.sha256;
  if (stays) return;
  if (after.mime === FOLDER_MIME) return context.tree.move(oldPath, newPath);
  await hide(context, before, oldPath);
  await show(context, after);
}

function bytesOf(context: LocalContext, file: LocalFile): string | null {
  return file.sha256 === null ? null : context.blobs.path(file.sha256);
}

/** Names in the tree, from the top folder down to the file. */
export async function pathOf(context: LocalContext, file: LocalFile): Promise<string[]> {
  const names: string[] = [];
  let at: LocalFile | null = file;
  while (at && at.id !== ROOT_ID) {
    names.unshift(at.shown_as ?? safeName(at.name));
    at = at.parent && at.parent !== ROOT_ID ? await context.store.file(at.parent) : null;
  }
  return names;
}
