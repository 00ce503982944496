/** Files of the local drive in Postgres. */
import type { Database } from './database.ts';
import type { FileRow } from './workspace-rows.ts';

const COLUMNS = `id, name, mime, parent, sha256, md5, bytes, properties, trashed,
  explicitly_trashed, shown_as, created_at, modified_at`;

/** The property that files are found by has a column with an index. */
const TAG = 'pg';

interface Filter {
  parent?: string;
  property?: { key: string; value: string };
  mime?: string;
  trashed?: boolean;
  /** Its name in the browsable tree. */
  shown?: string;
}

/** Reading and writing files; a patch names only what changes. */
export function fileTable(db: Pick<Database, 'sql' | 'transaction'>) {
  return {
    /** False when a file with this id exists. */
    async insertFile(row: FileRow): Promise<boolean> {
      const made = await db.sql(
        `insert into ws_file (${COLUMNS}, tag)
         values (?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?)
         on conflict (id) do nothing returning id`,
        [
          row.id,
          row.name,
          row.mime,
          row.parent,
          row.sha256,
          row.md5,
          row.bytes,
          JSON.stringify(row.properties),
          row.trashed,
          row.explicitly_trashed,
          row.shown_as,
          row.created_at,
          row.modified_at,
          row.properties[TAG] ?? null,
        ],
      );
      return made.length > 0;
    },
    async updateFile(id: string, patch: Partial<Omit<FileRow, 'id'>>): Promise<void> {
      const { columns, values } = assignments(patch);
      if (columns.length === 0) return;
      await db.sql(`update ws_file set ${columns.join(', ')} where id = ?`, [...values, id]);
    },
    async file(id: string): Promise<FileRow | null> {
      const rows = await db.sql<FileRow>(`select ${COLUMNS} from ws_file where id = ?`, [id]);
      return rows[0] ?? null;
    },
    async files(filter: Filter): Promise<FileRow[]> {
      const { text, values } = conditions(filter);
      return db.sql<FileRow>(
        `select ${COLUMNS} from ws_file where ${text} order by created_at, id`,
        values,
      );
    },
    async replaceContent(
      id: string,
      from: string,
      content: Pick<FileRow, 'sha256' | 'md5' | 'bytes' | 'modified_at'>,
    ): Promise<boolean> {
      const changed = await db.sql(
        `update ws_file set sha256 = ?, md5 = ?, bytes = ?, modified_at = ?
         where id = ? and sha256 = ? returning id`,
        [content.sha256, content.md5, content.bytes, content.modified_at, id, from],
      );
      return changed.length > 0;
    },
    async deleteFile(id: string): Promise<void> {
      await db.transaction(async (sql) => {
        for (const [table, column] of BELONGINGS) {
          await sql(`delete from ${table} where ${column} = ?`, [id]);
        }
        await sql('delete from ws_file where id = ?', [id]);
      });
    },
  };
}

/** What goes with a file when it is deleted for good. */
const BELONGINGS = [
  ['ws_permission', 'file'],
  ['ws_submission', 'form'],
  ['ws_response', 'form'],
  ['ws_form', 'id'],
] as const;

function assignments(patch: Partial<Omit<FileRow, 'id'>>): {
  columns: string[];
  values: unknown[];
} {
  const columns: string[] = [];
  const values: unknown[] = [];
  for (const [name, value] of Object.entries(patch)) {
    if (name === 'properties') {
      columns.push('properties = ?::json', 'tag = ?');
      const properties = value as Record<string, string>;
      values.push(JSON.stringify(properties), properties[TAG] ?? null);
    } else {
      columns.push(`${name} = ?`);
      values.push(value);
    }
  }
  return { columns, values };
}

function conditions(filter: Filter): { text: string; values: unknown[] } {
  const parts: [string, unknown][] = [];
  if (filter.parent !== undefined) parts.push(['parent = ?', filter.parent]);
  if (filter.mime !== undefined) parts.push(['mime = ?', filter.mime]);
  if (filter.trashed !== undefined) parts.push(['trashed = ?', filter.trashed]);
  if (filter.property?.key === TAG) parts.push(['tag = ?', filter.property.value]);
  if (filter.shown !== undefined)
    parts.push(['lower(coalesce(shown_as, name)) = lower(?)', filter.shown]);
  return {
    text: ['true', ...parts.map(([text]) => text)].join(' and '),
    values: parts.map(([, value]) => value),
  };
}
