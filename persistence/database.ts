/**
 * Opens the one database: Postgres where a URL is given, else the same Postgres embedded. Both get
 * the same entities and the same migrations, and the rest of the folder cannot tell them apart.
 */
import { join } from 'node:path';

import type { MikroORM } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM as EmbeddedOrm, type PgliteDriver } from '@mikro-orm/pglite';
import { type PostgreSqlDriver, MikroORM as PostgresOrm } from '@mikro-orm/postgresql';

import { lockDataDir } from './data-dir-lock.ts';
import { databaseFailure } from './database-failure.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { ENTITIES } from './entities/index.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { attend, type Pool } from './postgres-pool.ts';
import { createRoomToWrite } from './room-to-write.ts';

/**
 * Runs one statement with `?` for each parameter (write `\\?` for a literal question mark) and
 * returns its rows. JSON columns come back parsed, bigint columns as numbers.
 */
export type Sql = <T = Record<string, unknown>>(text: string, params?: unknown[]) => Promise<T[]>;

/**
 * A statement that runs often: `$1`-style parameters travel beside the text instead of inside it,
 * and a server plans it once per connection.
 */
export interface Statement {
  /** Unique among all statements. */
  name: string;
  text: string;
}

/** Runs a statement outside any transaction; values as for `Sql`. */
export type Prepared = <T = Record<string, unknown>>(
  statement: Statement,
  values: unknown[],
) => Promise<T[]>;

/** An open, migrated database. */
export interface Database {
  /** For low-rate records: `orm.em.fork()` per unit of work. */
  orm: MikroORM;
  kind: 'embedded' | 'postgres';
  sql: Sql;
  prepared: Prepared;
  /**
   * Commits when `work` resolves, rolls back when it rejects. Inside, use only the given `sql`: the
   * embedded database has one session and would wait for itself.
   */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Resolves if the database answers and, where a write has failed for lack of room, takes one. */
  ping(): Promise<void>;
  /**
   * Makes the space of rows that come and go with every turn usable again. Worth it after a burst,
   * long before a server's own autovacuum looks.
   */
  tidy(): Promise<void>;
  /**
   * Returns the space of deleted rows and refreshes the planner's statistics. The embedded database
   * has nobody else to do it: call it every hour or so. A server's own autovacuum needs no help.
   */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

/** What the ORMs of both drivers have in common here. */
type AnyOrm = MikroORM<PgliteDriver> | MikroORM<PostgreSqlDriver>;

const COMMON = {
  entities: ENTITIES,
  extensions: [Migrator],
  migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true },
  // Written by hand in migrations; entities say nothing of them.
  schemaGenerator: { ignoreTriggers: true },
};

const CONNECT_MS = 5000;

/** Any constant will do, as long as nobody else on the server picks it. */
const MIGRATION_LOCK = 7_317_040_001;

/** Opens and migrates. Embedded data lie in `<dataDir>/pg` and belong to one process at a time. */
export async function openDatabase(options: {
  dataDir: string;
  databaseUrl?: string | undefined;
}): Promise<Database> {
  return options.databaseUrl ? openPostgres(options.databaseUrl) : openEmbedded(options.dataDir);
}

async function openPostgres(clientUrl: string): Promise<Database> {
  let pool: Pool | null = null;
  const onPoolCreated = (created: Pool) => {
    attend(created);
    pool = created;
  };
  const driverOptions = { onPoolCreated, connectionTimeoutMillis: CONNECT_MS };
  const orm = await PostgresOrm.init({ ...COMMON, clientUrl, driverOptions });
  const prepared: Prepared = async <T>({ name, text }: Statement, values: unknown[]) => {
    const { rows } = await (pool as Pool).query({ name, text, values });
    return rows as T[];
  };
  return migrated(orm, 'postgres', prepared, () => orm.close());
}

async function openEmbedded(dataDir: string): Promise<Database> {
  const lock = lockDataDir(dataDir);
  const pglite = await orElse(lock.release, () => startEmbeddedPostgres(join(dataDir, 'pg')));
  const shut = async () => {
    await pglite.close();
    lock.release();
  };
  const orm = await orElse(shut, () => EmbeddedOrm.init({ ...COMMON, driverOptions: { pglite } }));
  const prepared: Prepared = async <T>({ text }: Statement, values: unknown[]) => {
    const { rows } = (await pglite.query(text, values)) as { rows: T[] };
    return rows;
  };
  return migrated(orm, 'embedded', prepared, async () => {
    await orm.close();
    await shut();
  });
}

async function migrated(
  orm: AnyOrm,
  kind: Database['kind'],
  prepared: Prepared,
  close: () => Promise<void>,
): Promise<Database> {
  await orElse(close, () => answered(migrate(orm, kind)));
  const room = createRoomToWrite();
  const watched = <T>(answer: Promise<T>): Promise<T> =>
    answered(answer).catch((error: unknown) => {
      room.noted(error);
      throw error;
    });
  const plain = statements(orm.em.fork());
  const sql: Sql = (text, params) => watched(plain(text, params));
  const transaction: Database['transaction'] = (work) =>
    watched(orm.em.fork().transactional((em) => work(statements(em))));
  return {
    orm: orm as MikroORM,
    kind,
    sql,
    prepared: (statement, values) => watched(prepared(statement, values)),
    transaction,
    async ping() {
      await sql('select 1');
      await room.assured({ transaction });
    },
    async tidy() {
      await sql('vacuum activity, inbox, actor');
    },
    async maintain() {
      if (kind === 'embedded') await sql('vacuum (analyze)');
    },
    close,
  };
}

function statements(em: AnyOrm['em']): Sql {
  return <T>(text: string, params: unknown[] = []) =>
    answered(em.execute<T[] & object[]>(text, params) as Promise<T[]>);
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw databaseFailure(error);
  }
}

/** A restart finds everything done and need not read the whole schema to see it. */
async function isMigrated(orm: AnyOrm): Promise<boolean> {
  const sql = statements(orm.em.fork());
  const [found] = await sql<{ known: boolean }>(
    "select to_regclass('mikro_orm_migrations') is not null as known",
  );
  if (!found?.known) return false;
  const done = await sql<{ name: string }>('select name from mikro_orm_migrations');
  const names = new Set(done.map(({ name }) => name));
  return MIGRATIONS.every(({ name }) => names.has(name));
}

/** Servers that start together take turns; the embedded database has nobody to wait for. */
async function migrate(orm: AnyOrm, kind: Database['kind']): Promise<void> {
  if (await isMigrated(orm)) return;
  if (kind === 'embedded') {
    await orm.migrator.up();
    return;
  }
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    // On another connection of the pool; this one only holds the lock until it is done.
    await orm.migrator.up();
  });
}

async function orElse<T>(undo: () => void | Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await undo();
    throw error;
  }
}
