/** Files of the local drive: creating, changing, trashing, and keeping the tree in step. */
import { FOLDER_MIME, SLIDES_MIME } from '../mime.ts';
import { type LocalContext, ROOT_ID } from './context.ts';
import { hide, nameForTree, passOnName, pathOf, reshow, show } from './mirror.ts';
import { assertPresentation, emptyPresentation } from './presentation-file.ts';
import type { LocalFile } from './store.ts';
import { type StoredBytes, storeBytes } from './stored-bytes.ts';
import { invalid, notFound, WireError } from './wire.ts';

export interface NewFile {
  id?: string | undefined;
  name?: string | undefined;
  mimeType?: string | undefined;
  parents?: string[] | undefined;
  appProperties?: Record<string, string> | undefined;
}

/** Creates a file or folder; 409 when the id is taken, as with Google. */
export function createFile(
  context: LocalContext,
  wanted: NewFile,
  content: StoredBytes | null,
): Promise<LocalFile> {
  return wanted.mimeType === SLIDES_MIME
    ? createPresentation(context, wanted, content)
    : addFile(context, wanted, content);
}

/** A presentation is kept as the PowerPoint file it was made of, or as an empty one. */
async function createPresentation(
  context: LocalContext,
  wanted: NewFile,
  content: StoredBytes | null,
): Promise<LocalFile> {
  const name = wanted.name ?? 'Untitled presentation';
  const pptx = content ?? (await storeBytes(context.blobs, await emptyPresentation(name)));
  if (content) await assertPresentation(await context.blobs.read(content.sha256));
  return addFile(context, { ...wanted, name }, pptx);
}

/** Adds the row and its place in the tree; what the bytes mean is settled before. */
export async function addFile(
  context: LocalContext,
  wanted: NewFile,
  content: StoredBytes | null,
): Promise<LocalFile> {
  const parent = aliasOf(wanted.parents?.[0] ?? ROOT_ID);
  if ((wanted.parents?.length ?? 0) > 1) throw invalid('A file can have only one parent.');
  assertProperties(wanted.appProperties ?? {});
  return context.inTurn(async () => {
    const folder = await assertFolder(context, parent);
    const file = newRow(context, wanted, content, folder);
    file.shown_as = await nameForTree(context, file, parent);
    if (!(await context.store.insertFile(file))) throw idTaken();
    await context.store.recordChange(file.id, false, file.created_at);
    if (!file.trashed) await show(context, file);
    return file;
  });
}

function newRow(
  context: LocalContext,
  wanted: NewFile,
  content: StoredBytes | null,
  folder: LocalFile,
): LocalFile {
  const now = context.now();
  return {
    id: wanted.id ?? context.nextId(),
    name: wanted.name ?? 'Untitled',
    mime: wanted.mimeType ?? 'application/octet-stream',
    parent: folder.id,
    sha256: content?.sha256 ?? null,
    md5: content?.md5 ?? null,
    bytes: content?.bytes ?? null,
    properties: wanted.appProperties ?? {},
    trashed: folder.trashed,
    explicitly_trashed: false,
    shown_as: null,
    created_at: now,
    modified_at: now,
  };
}

/** A property holds 124 bytes together with its key. */
function assertProperties(properties: Record<string, string | null>): void {
  for (const [key, value] of Object.entries(properties)) {
    if (Buffer.byteLength(key) + Buffer.byteLength(value ?? '') > 124) {
      throw invalid(`The property ${key} is longer than 124 bytes with its key.`);
    }
  }
}

async function assertFolder(context: LocalContext, id: string): Promise<LocalFile> {
  const folder = await existing(context, id);
  if (folder.mime === FOLDER_MIME) return folder;
  throw new WireError(403, 'parentNotAFolder', `The parent ${id} is not a folder.`);
}

/** 409 in Drive's words. */
export function idTaken(): WireError {
  return new WireError(409, 'fileIdInUse', 'A file already exists with the provided ID.');
}

/** `root` is an alias for the top folder. */
export function aliasOf(id: string): string {
  return id === 'root' ? ROOT_ID : id;
}

/** The file or a 404; the top folder needs no row. */
export async function existing(context: LocalContext, id: string): Promise<LocalFile> {
  if (aliasOf(id) === ROOT_ID) return topFolder();
  const file = await context.store.file(id);
  if (!file) throw notFound(`File ${id}`);
  return file;
}

function topFolder(): LocalFile {
  return {
    id: ROOT_ID,
    name: 'Local drive',
    mime: FOLDER_MIME,
    parent: null,
    sha256: null,
    md5: null,
    bytes: null,
    properties: {},
    trashed: false,
    explicitly_trashed: false,
    shown_as: null,
    created_at: 0,
    modified_at: 0,
  };
}

export interface FileChange {
  name?: string | undefined;
  trashed?: boolean | undefined;
  appProperties?: Record<string, string | null> | undefined;
  parent?: string | undefined;
}

/** Applies a change and returns the file as it then is. */
export function changeFile(
  context: LocalContext,
  id: string,
  change: FileChange,
): Promise<LocalFile> {
  return context.inTurn(async () => {
    const before = await existing(context, id);
    if (before.id === ROOT_ID) throw forbidden('The top folder cannot be changed.');
    const path = await pathOf(context, before);
    const patch = await patchOf(context, before, change);
    await context.store.updateFile(id, patch);
    const after = { ...before, ...patch };
    await context.store.recordChange(id, false, after.modified_at);
    if (after.trashed !== before.trashed || after.explicitly_trashed !== before.explicitly_trashed)
      await passOn(context, after);
    await follow(context, before, after, path);
    if (!before.trashed && leavesItsName(before, after)) await passOnName(context, before);
    return after;
  });
}

function leavesItsName(before: LocalFile, after: LocalFile): boolean {
  return after.trashed || after.parent !== before.parent || after.shown_as !== before.shown_as;
}

function forbidden(message: string): WireError {
  return new WireError(403, 'insufficientFilePermissions', message);
}

async function patchOf(
  context: LocalContext,
  before: LocalFile,
  change: FileChange,
): Promise<Partial<LocalFile> & { modified_at: number }> {
  assertProperties(change.appProperties ?? {});
  if (change.parent !== undefined) await assertMovable(context, before, change.parent);
  const properties = Object.entries({ ...before.properties, ...(change.appProperties ?? {}) });
  const named = {
    name: change.name ?? before.name,
    parent: change.parent ?? before.parent,
    ...(await trashState(context, before, change)),
  };
  const moves = named.name !== before.name || named.parent !== before.parent;
  const returns = before.trashed && !named.trashed;
  const shown = moves || returns || before.shown_as === null;
  const parent = named.parent as string;
  return {
    ...named,
    ...(shown ? { shown_as: await nameForTree(context, { ...before, ...named }, parent) } : {}),
    properties: Object.fromEntries(
      properties.filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    modified_at: context.now(),
  };
}

/** A folder cannot lie in itself, however deep. */
async function assertMovable(context: LocalContext, file: LocalFile, to: string): Promise<void> {
  await assertFolder(context, to);
  for (let at: string | null = to; at !== null && at !== ROOT_ID; ) {
    if (at === file.id) throw new WireError(403, 'cannotAddParent', 'A folder cannot hold itself.');
    at = (await existing(context, at)).parent;
  }
}

/** In the trash by itself, or with a folder above it: what is moved out of one leaves the trash. */
async function trashState(
  context: LocalContext,
  before: LocalFile,
  change: FileChange,
): Promise<Pick<LocalFile, 'trashed' | 'explicitly_trashed'>> {
  const explicitly = change.trashed ?? before.explicitly_trashed;
  const parent = change.parent ?? before.parent;
  const above = parent === null ? false : (await existing(context, parent)).trashed;
  return { trashed: explicitly || above, explicitly_trashed: explicitly };
}

/** Trashing a folder trashes what lies in it; restoring spares what was trashed by itself. */
async function passOn(context: LocalContext, folder: LocalFile): Promise<void> {
  if (folder.mime !== FOLDER_MIME) return;
  for (const child of await context.store.files({ parent: folder.id })) {
    if (child.explicitly_trashed || child.trashed === folder.trashed) continue;
    await context.store.updateFile(child.id, { trashed: folder.trashed });
    await context.store.recordChange(child.id, false, context.now());
    await passOn(context, { ...child, trashed: folder.trashed });
  }
}

/** Brings the tree after a change; trashed files leave it and come back with all they hold. */
async function follow(
  context: LocalContext,
  before: LocalFile,
  after: LocalFile,
  oldPath: string[],
): Promise<void> {
  if (before.trashed && after.trashed) return;
  if (after.trashed) return hide(context, before, oldPath);
  if (before.trashed) return showAll(context, after);
  await reshow(context, before, after, oldPath);
}

async function showAll(context: LocalContext, file: LocalFile): Promise<void> {
  await show(context, file);
  if (file.mime !== FOLDER_MIME) return;
  const inside = await context.store.files({ parent: file.id, trashed: false });
  for (const child of inside) await showAll(context, child);
}

/** Brings the tree after new bytes of a file. */
export function showContent(
  context: LocalContext,
  before: LocalFile,
  after: LocalFile,
): Promise<void> {
  return context.inTurn(async () => {
    await context.store.recordChange(after.id, false, after.modified_at);
    if (!after.trashed) await reshow(context, before, after, await pathOf(context, before));
  });
}

/** Removes a file for good, with everything below it. */
export function deleteForGood(context: LocalContext, id: string): Promise<void> {
  return context.inTurn(() => deleteBelow(context, id));
}

async function deleteBelow(context: LocalContext, id: string): Promise<void> {
  const file = await existing(context, id);
  if (file.id === ROOT_ID) throw forbidden('The top folder cannot be deleted.');
  const path = await pathOf(context, file);
  for (const child of await context.store.files({ parent: id })) {
    await deleteBelow(context, child.id);
  }
  await context.store.deleteFile(id);
  await context.store.recordChange(id, true, context.now());
  if (file.trashed) return;
  await hide(context, file, path);
  await passOnName(context, file);
}
