/**
 * The local workspace's drive and forms in Postgres. Implements the store the workspace asks for,
 * structurally; what a form's items mean is not known here.
 */
import type { Database } from './database.ts';
import { fileTable } from './workspace-files.ts';
import { formTable, responseTable } from './workspace-forms.ts';
import type { ChangeRow, PermissionRow, UploadRow } from './workspace-rows.ts';
import { watchTable } from './workspace-watches.ts';

type Db = Pick<Database, 'sql' | 'transaction'>;

/** The store on an open database. `Item` and `Settings` are the workspace's own form shapes. */
export function createWorkspaceStore<Item, Settings>(db: Db) {
  return {
    ...fileTable(db),
    ...permissionTable(db),
    ...formTable<Item, Settings>(db),
    ...responseTable(db),
    ...uploadTable(db),
    ...changeTable(db),
    ...watchTable(db),
  };
}

function permissionTable(db: Db) {
  return {
    async putPermission(row: PermissionRow): Promise<void> {
      await db.sql(
        `insert into ws_permission (file, id, type, role, address, view)
         values (?, ?, ?, ?, ?, ?)
         on conflict (file, id) do update set role = excluded.role, view = excluded.view`,
        [row.file, row.id, row.type, row.role, row.address, row.view],
      );
    },
    permissions: (file: string): Promise<PermissionRow[]> =>
      db.sql<PermissionRow>(
        'select id, file, type, role, address, view from ws_permission where file = ? order by id',
        [file],
      ),
    async deletePermission(file: string, id: string): Promise<boolean> {
      const gone = await db.sql(
        'delete from ws_permission where file = ? and id = ? returning id',
        [file, id],
      );
      return gone.length > 0;
    },
  };
}

function uploadTable(db: Db) {
  return {
    async putUpload(row: UploadRow): Promise<void> {
      await db.sql(
        `insert into ws_upload (id, mime, total, metadata, created_at, file)
         values (?, ?, ?, ?::json, ?, ?)
         on conflict (id) do update set file = excluded.file`,
        [row.id, row.mime, row.total, JSON.stringify(row.metadata), row.created_at, row.file],
      );
    },
    async upload(id: string): Promise<UploadRow | null> {
      const rows = await db.sql<UploadRow>(
        'select id, mime, total, metadata, created_at, file from ws_upload where id = ?',
        [id],
      );
      return rows[0] ?? null;
    },
    async uploadsBefore(createdAt: number): Promise<string[]> {
      const rows = await db.sql<{ id: string }>('select id from ws_upload where created_at < ?', [
        createdAt,
      ]);
      return rows.map(({ id }) => id);
    },
    async deleteUpload(id: string): Promise<void> {
      await db.sql('delete from ws_upload where id = ?', [id]);
    },
  };
}

function changeTable(db: Db) {
  return {
    async recordChange(file: string, removed: boolean, at: number): Promise<void> {
      await db.sql('insert into ws_change (file, removed, at) values (?, ?, ?)', [
        file,
        removed,
        at,
      ]);
    },
    changes: (after: number, limit: number): Promise<ChangeRow[]> =>
      db.sql<ChangeRow>(
        `select position, file, removed, at from ws_change
         where position > ? order by position limit ?`,
        [after, limit],
      ),
    async lastChange(): Promise<number> {
      const rows = await db.sql<{ last: number }>(
        'select coalesce(max(position), 0) as last from ws_change',
      );
      return Number(rows[0]?.last ?? 0);
    },
  };
}
