/** Folders, files and who may read them, on Drive's API. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import { PresGenError, terminal } from '../../runtime/errors.ts';
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
      const metadata = {
        id: row.planned_id,
        name: spec.name,
        mimeType: spec.mime,
        parents: [spec.parent],
        appProperties: { pg: tagOf(write.key) },
      };
      const source = { path: spec.path, bytes: spec.bytes, mime: spec.mime, metadata };
      let stored: drive_v3.Schema$File | null = null;
      const ref = await adoptOnConflict(google, write, row.planned_id, async () => {
        try {
          stored = await uploadResumable(google, source, write.signal);
          return stored;
        } catch (error) {
          throw classify(error);
        }
      });
      await assertSame(google, write, ref, stored, spec);
      return ref;
    },
  });
}

async function assertSame(
  google: Google,
  write: Write,
  ref: Ref,
  stored: drive_v3.Schema$File | null,
  spec: FileSpec,
): Promise<void> {
  const file = stored?.sha256Checksum ? stored : await getFile(google, ref.id, write.signal);
  if (file.sha256Checksum === spec.sha256) return;
  await trash(google, ref.id, write.signal);
  throw terminal('UPLOAD_CORRUPT', `${spec.name} arrived with another checksum; it was trashed.`);
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

/** Puts a file into another folder; the ledger remembers where it was. */
export async function move(google: Google, write: Write, file: string, to: string): Promise<void> {
  await once(google.ledger, write, {
    call: 'drive.files.update',
    plannedId: async () => file,
    perform: async () => {
      const before = (await getFile(google, file, write.signal)).parents ?? [];
      const from = before.filter((parent) => parent !== to);
      if (from.length > 0) await reparent(google, file, to, from, write.signal);
      return { id: file, from, to };
    },
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
