/** Files of the local drive: creating, changing, trashing, and keeping the tree in step. */
import { FOLDER_MIME } from '../mime.ts';
import { type LocalContext, ROOT_ID } from './context.ts';
import type { LocalFile } from './store.ts';
import { notFound, WireError } from './wire.ts';

export interface NewFile {
  id?: string | undefined;
  name?: string | undefined;
  mimeType?: string | undefined;
  parents?: string[] | undefined;
  appProperties?: Record<string, string> | undefined;
}

export interface StoredBytes {
  sha256: string;
  md5: string;
  bytes: number;
}

/** Creates a file or folder; 409 when the id is taken, as with Google. */
export async function createFile(
  context: LocalContext,
  wanted: NewFile,
  content: StoredBytes | null,
): Promise<LocalFile> {
  const parent = aliasOf(wanted.parents?.[0] ?? ROOT_ID);
  await existing(context, parent);
  const now = context.now();
  const file: LocalFile = {
    id: wanted.id ?? context.nextId(),
    name: wanted.name ?? 'Untitled',
    mime: wanted.mimeType ?? 'application/octet-stream',
    parent,
    sha256: content?.sha256 ?? null,
    md5: content?.md5 ?? null,
    bytes: content?.bytes ?? null,
    properties: wanted.appProperties ?? {},
    trashed: false,
    explicitly_trashed: false,
    created_at: now,
    modified_at: now,
  };
  if (!(await context.store.insertFile(file))) throw idTaken();
  await context.store.recordChange(file.id, false, now);
  await mirror(context, file);
  return file;
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
export async function changeFile(
  context: LocalContext,
  id: string,
  change: FileChange,
): Promise<LocalFile> {
  const before = await existing(context, id);
  const path = await pathOf(context, before);
  if (change.parent !== undefined) await existing(context, change.parent);
  const properties = { ...before.properties, ...(change.appProperties ?? {}) };
  const patch: Partial<Omit<LocalFile, 'id'>> = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.parent === undefined ? {} : { parent: change.parent }),
    properties: Object.fromEntries(
      Object.entries(properties).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    modified_at: context.now(),
  };
  await context.store.updateFile(id, patch);
  const after = { ...before, ...patch };
  if (change.trashed !== undefined) {
    after.trashed = change.trashed;
    after.explicitly_trashed = change.trashed;
    await setTrashed(context, after, change.trashed);
  }
  await context.store.recordChange(id, false, patch.modified_at as number);
  await follow(context, before, after, path);
  return after;
}

/** Trashing a folder trashes what lies in it; restoring spares what was trashed by itself. */
async function setTrashed(context: LocalContext, file: LocalFile, trashed: boolean): Promise<void> {
  await context.store.updateFile(file.id, { trashed, explicitly_trashed: trashed });
  if (file.mime !== FOLDER_MIME) return;
  for (const child of await context.store.files({ parent: file.id })) {
    if (child.explicitly_trashed) continue;
    await inherit(context, child, trashed);
  }
}

async function inherit(context: LocalContext, file: LocalFile, trashed: boolean): Promise<void> {
  await context.store.updateFile(file.id, { trashed });
  if (!trashed) await mirror(context, { ...file, trashed });
  if (file.mime !== FOLDER_MIME) return;
  for (const child of await context.store.files({ parent: file.id })) {
    if (!child.explicitly_trashed) await inherit(context, child, trashed);
  }
}

/** Brings the tree after a change; trashed files leave it. */
async function follow(
  context: LocalContext,
  before: LocalFile,
  after: LocalFile,
  oldPath: string[],
): Promise<void> {
  if (after.trashed) return unmirror(context, before, oldPath);
  if (before.trashed) return mirror(context, after);
  if (after.mime === FOLDER_MIME) {
    const newPath = await pathOf(context, after);
    if (newPath.join('/') !== oldPath.join('/')) await context.tree.move(oldPath, newPath);
    return;
  }
  await unmirror(context, before, oldPath);
  await mirror(context, after);
}

async function mirror(context: LocalContext, file: LocalFile): Promise<void> {
  if (isShown(file)) await context.tree.place(await pathOf(context, file), bytesOf(context, file));
}

async function unmirror(context: LocalContext, file: LocalFile, path: string[]): Promise<void> {
  if (isShown(file)) await context.tree.remove(path, bytesOf(context, file));
}

/** Folders and files with bytes; a form has nothing to show in a file manager. */
function isShown(file: LocalFile): boolean {
  return file.mime === FOLDER_MIME || file.sha256 !== null;
}

function bytesOf(context: LocalContext, file: LocalFile): string | null {
  return file.sha256 === null ? null : context.blobs.path(file.sha256);
}

/** Names from the top folder down to the file. */
export async function pathOf(context: LocalContext, file: LocalFile): Promise<string[]> {
  const names: string[] = [];
  let at: LocalFile | null = file;
  while (at && at.id !== ROOT_ID) {
    names.unshift(at.name);
    at = at.parent && at.parent !== ROOT_ID ? await context.store.file(at.parent) : null;
  }
  return names;
}

/** Removes a file for good, with everything below it. */
export async function deleteForGood(context: LocalContext, id: string): Promise<void> {
  const file = await existing(context, id);
  const path = await pathOf(context, file);
  for (const child of await context.store.files({ parent: id })) {
    await deleteForGood(context, child.id);
  }
  await context.store.deleteFile(id);
  await context.store.recordChange(id, true, context.now());
  await unmirror(context, file, path);
}
