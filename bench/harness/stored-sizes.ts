/** How much a database takes, as a whole and by table. */
import type { Sql } from '../../persistence/database.ts';

/** Bytes of one table with its indexes and its large values, and how many rows it holds. */
export interface TableSize {
  name: string;
  total: number;
  heap: number;
  indexes: number;
  /** Large values kept aside. */
  toast: number;
  rows: number;
}

export interface StoredSizes {
  database: number;
  tables: TableSize[];
}

/** Measured after a checkpoint; nothing is vacuumed, so dead rows count. */
export async function storedSizes(sql: Sql): Promise<StoredSizes> {
  await sql('checkpoint');
  const [whole] = await sql<{ bytes: number }>(
    'select pg_database_size(current_database())::float8 as bytes',
  );
  const tables = await sql<Omit<TableSize, 'rows'>>(`
    select relname as name,
      pg_total_relation_size(oid)::float8 as total,
      pg_relation_size(oid)::float8 as heap,
      pg_indexes_size(oid)::float8 as indexes,
      coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0)::float8 as toast
    from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace
    order by total desc`);
  const counted: TableSize[] = [];
  for (const table of tables) {
    const [row] = await sql<{ rows: number }>(
      `select count(*)::float8 as rows from "${table.name}"`,
    );
    counted.push({ ...table, rows: row?.rows ?? 0 });
  }
  return { database: whole?.bytes ?? 0, tables: counted };
}
