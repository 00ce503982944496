/** Folders, files and who may read them, on Drive's API. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { PresGenError, terminal } from '../../runtime/errors.ts';
import type { Effect } from '../ports.ts';
import { classify } from './classify.ts';
import { once } from './effects.ts';
import { call, type Google, searchScope } from './google-clients.ts';
import { FOLDER_MIME } from './mime.ts';
import type { FileRef, FileSpec, FolderSpec, Write } from './port.ts';
import { uploadResumable } from './resumable.ts';
import { tagOf } from './tag.ts';

const REF_FIELDS = 'id,webViewLink,appProperties,sha256Checksum,trashed';

type Ref = FileRef & Record<string, unknown>;

/** Creates a folder under an id chosen beforehand, so that a repeated call cannot make two. */
export function createFolder(google: Google, write: Write, spec: FolderSpec): Promise<Ref> {
  return once<Ref>(google.ledger, write, {
    call: 'drive.files.create',
    plannedId: () => google.nextFileId(write.signal),
    perform: async (row) => {
      const metadata = {
        id: row.planned_id,
        name: spec.name,
        mimeType: FOLDER_MIME,
        parents: [spec.parent ?? google.root],
        appProperties: { pg: tagOf(write.key) },
      };
      return adoptOnConflict(google, write, row.planned_id, () =>
        call(() =>
          google.drive.files.create(
            { requestBody: metadata, fields: REF_FIELDS, supportsAllDrives: true },
            { signal: write.signal },
          ),
        ),
      );
    },
  });
}

/** Uploads a file under an id chosen beforehand and compares what arrived with what was sent. */
export function putFile(google: Google, write: Write, spec: FileSpec): Promise<Ref> {
  return once<Ref>(google.ledger, write, {
    call: 'drive.files.create',
    plannedId: () => google.nextFileId(write.signal),
    perform: async (row) => {
      const id = (row.ref?.id as string | undefined) ?? row.planned_id;
      const ref = await putUnder(google, write, spec, id);
      if (ref !== SPOILT) return ref;
      // The id is used up by what was trashed. The next one is noted first, for undo to find.
      const next = await google.nextFileId(write.signal);
      await google.ledger.settle(write.key, 'planned', { id: next });
      const again = await putUnder(google, write, spec, next);
      if (again === SPOILT) throw corrupt(spec);
      return again;
    },
  });
}

/** An earlier attempt left something else under the id, in the trash. */
const SPOILT = Symbol('spoilt');

async function putUnder(
  google: Google,
  write: Write,
  spec: FileSpec,
  id: string | null,
): Promise<Ref | typeof SPOILT> {
  const { path, bytes, mime } = spec;
  const metadata = {
    id,
    name: spec.name,
    mimeType: mime,
    parents: [spec.parent],
    appProperties: { pg: tagOf(write.key) },
  };
  const source = { key: write.key, path, bytes, mime, metadata };
  const watch = { signal: write.signal, progress: write.uploaded };
  let stored: drive_v3.Schema$File | null = null;
  const ref = await adoptOnConflict(google, write, id, async () => {
    try {
      stored = await uploadResumable(google, source, watch);
      return stored;
    } catch (error) {
      throw classify(error);
    }
  });
  return compared(google, write, ref, stored, spec);
}

/** The file if it is what was sent; what is not goes to the trash and is a person's to know. */
async function compared(
  google: Google,
  write: Write,
  ref: Ref,
  stored: drive_v3.Schema$File | null,
  spec: FileSpec,
): Promise<Ref | typeof SPOILT> {
  const isNew = stored?.sha256Checksum !== undefined;
  const file = isNew && stored ? stored : await getFile(google, ref.id, write.signal);
  if (file.sha256Checksum === spec.sha256) return ref;
  if (file.trashed) return SPOILT;
  // Its session would only tell again of the file that is no good.
  await google.sessions.forget(write.key);
  await trash(google, ref.id, write.signal);
  throw corrupt(spec);
}

function corrupt({ name }: FileSpec): PresGenError {
  return terminal('UPLOAD_CORRUPT', `${name} arrived with another checksum; it was trashed.`);
}

/** 409 on our own id means an earlier attempt succeeded, if the object carries our tag. */
async function adoptOnConflict(
  google: Google,
  write: Write,
  id: string | null,
  create: () => Promise<drive_v3.Schema$File>,
): Promise<Ref> {
  try {
    return toRef(await create());
  } catch (error) {
    if (!(error instanceof PresGenError) || error.code !== 'GOOGLE_CONFLICT' || !id) throw error;
    const existing = await getFile(google, id, write.signal);
    if (existing.appProperties?.pg !== tagOf(write.key)) throw error;
    return toRef(existing);
  }
}

function toRef(file: drive_v3.Schema$File): Ref {
  return { id: file.id as string, url: file.webViewLink as string };
}

function getFile(google: Google, id: string, signal: AbortSignal): Promise<drive_v3.Schema$File> {
  return call(() =>
    google.drive.files.get(
      { fileId: id, fields: `${REF_FIELDS},parents`, supportsAllDrives: true },
      { signal },
    ),
  );
}

interface Move extends Record<string, unknown> {
  id: string;
  from: string[];
  to: string;
}

/** Puts a file into another folder; the ledger remembers where it was before the call is made. */
export async function move(google: Google, write: Write, file: string, to: string): Promise<void> {
  await once<Move>(google.ledger, write, {
    call: 'drive.files.update',
    plannedId: async () => file,
    perform: async (row) => {
      const noted = row.ref?.from ? (row.ref as Move) : null;
      const ref = noted ?? { id: file, from: await foldersOf(google, write, file, to), to };
      if (!noted) await google.ledger.settle(write.key, 'planned', ref);
      if (ref.from.length > 0) await reparent(google, file, to, ref.from, write.signal);
      return ref;
    },
  });
}

/** The folders a file lies in, but for one. */
async function foldersOf(
  google: Google,
  write: Write,
  file: string,
  except: string,
): Promise<string[]> {
  const { parents } = await getFile(google, file, write.signal);
  return (parents ?? []).filter((parent) => parent !== except);
}

/** Puts a moved file back where it was, unless somebody has moved it on since. */
export async function moveBack(google: Google, write: Write, row: Effect): Promise<void> {
  const ref = row.ref as Partial<Move> | null;
  const [home] = ref?.from ?? [];
  const { id, to } = ref ?? {};
  if (!id || !to || !home) return;
  await ignoreMissing(async () => {
    const { parents } = await getFile(google, id, write.signal);
    if (parents?.includes(to)) await reparent(google, id, home, [to], write.signal);
  });
}

/** Adds one parent and removes others, in one call. */
export async function reparent(
  google: Google,
  file: string,
  to: string,
  from: string[],
  signal: AbortSignal,
): Promise<void> {
  await call(() =>
    google.drive.files.update(
      {
        fileId: file,
        addParents: to,
        ...(from.length > 0 ? { removeParents: from.join(',') } : {}),
        fields: 'id',
        supportsAllDrives: true,
      },
      { signal },
    ),
  );
}

/** Moves a file or folder to the trash; already gone counts as done. Never deletes. */
export async function trash(google: Google, file: string, signal: AbortSignal): Promise<void> {
  await ignoreMissing(() =>
    call(() =>
      google.drive.files.update(
        { fileId: file, requestBody: { trashed: true }, fields: 'id', supportsAllDrives: true },
        { signal },
      ),
    ),
  );
}

/** Runs an undo call for which "no such object" is success. */
export async function ignoreMissing(perform: () => Promise<unknown>): Promise<void> {
  try {
    await perform();
  } catch (error) {
    if (!(error instanceof PresGenError) || error.code !== 'GOOGLE_NOT_FOUND') throw error;
  }
}

/** Live files tagged with this key's tag, oldest first. */
export async function findByTag(
  google: Google,
  tag: string,
  signal: AbortSignal,
): Promise<FileRef[]> {
  const query = `appProperties has { key='pg' and value='${tag}' } and trashed = false`;
  return (await search(google, query, signal)).map(toRef);
}

/** One page of a search, oldest first; our searches never match more than a handful. */
export async function search(
  google: Google,
  q: string,
  signal: AbortSignal,
): Promise<drive_v3.Schema$File[]> {
  const page = await call(() =>
    google.drive.files.list(
      {
        q,
        orderBy: 'createdTime',
        pageSize: 100,
        fields: `files(${REF_FIELDS},name),nextPageToken`,
        ...searchScope(google),
      },
      { signal },
    ),
  );
  return page.files ?? [];
}
