/** Documents people hand in, before or while a workflow runs. */
import { createHash } from 'node:crypto';

import type { Blobs } from './blobs.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { UploadRow } from './entities/records.ts';

export interface Upload {
  id: string;
  title: string;
  file_name: string;
  mime: string;
  sha256: string;
  bytes: number;
}

export interface NewUpload {
  fileName: string;
  title: string;
  mime: string;
  /** The content, or a finished file that is taken over. */
  bytes: Uint8Array | { file: string; sha256: string; bytes: number };
  /** The workflow whose upload page it came through, or null. */
  workflow: string | null;
}

export interface Uploads {
  /** In the order asked for; unknown ids are absent. */
  get(ids: string[]): Promise<Upload[]>;
  /** Added to this workflow through its page, oldest first. */
  addedTo(workflow: string): Promise<Upload[]>;
  /** Null if there is no such upload. */
  title(id: string): Promise<string | null>;
  /** The same bytes and name (for the same workflow) give the same id. */
  add(upload: NewUpload): Promise<{ id: string; sha256: string; bytes: number }>;
}

export function createUploads(db: Database, blobs: Pick<Blobs, 'put' | 'putFile'>): Uploads {
  return withDatabaseFailures<Uploads>({
    async get(ids) {
      const rows = await db.orm.em.fork().find(UploadRow, { id: { $in: ids } });
      const known = new Map(rows.map((row) => [row.id, upload(row)]));
      return ids.flatMap((id) => known.get(id) ?? []);
    },
    async addedTo(workflow) {
      const em = db.orm.em.fork();
      const rows = await em.find(UploadRow, { workflow }, { orderBy: { number: 'asc' } });
      return rows.map(upload);
    },
    async title(id) {
      const row = await db.orm.em.fork().findOne(UploadRow, { id });
      return row?.title ?? null;
    },
    async add({ fileName, title, mime, bytes, workflow }) {
      const blob =
        bytes instanceof Uint8Array
          ? await blobs.put(bytes)
          : await blobs.putFile(bytes.file, bytes);
      const id = uploadId(workflow, fileName, blob.sha256);
      await db.orm.em
        .fork()
        .upsert(
          UploadRow,
          { id, workflow, title, fileName, mime, ...blob },
          { onConflictFields: ['id'], onConflictAction: 'ignore' },
        );
      return { id, ...blob };
    },
  });
}

function uploadId(workflow: string | null, fileName: string, sha256: string): string {
  const hash = createHash('sha256').update(JSON.stringify([workflow, fileName, sha256]));
  return `upl_${hash.digest('hex').slice(0, 24)}`;
}

function upload({ id, title, fileName, mime, sha256, bytes }: UploadRow): Upload {
  return { id, title, file_name: fileName, mime, sha256, bytes };
}
