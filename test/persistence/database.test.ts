import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

import { lockDataDir } from '../../persistence/data-dir-lock.ts';
import { openDatabase } from '../../persistence/database.ts';
import { MIGRATIONS } from '../../persistence/migrations/index.ts';
import { emptyPostgres, serverAway } from './scratch.ts';

function directory(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'presgen-db-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('an embedded database keeps its rows, commits and rolls back, and reports SQLSTATE', async (t) => {
  const dataDir = directory(t);
  const first = await openDatabase({ dataDir });
  const insert = `insert into idempotency_key (key, workflow) values (?, ?)`;
  await first.transaction((sql) => sql(insert, ['kept', "it's \\ a ? 'wf'"]));
  const failing = first.transaction(async (sql) => {
    await sql(insert, ['lost', 'x']);
    throw new Error('changed my mind');
  });
  await assert.rejects(failing, /changed my mind/);
  await assert.rejects(first.sql(insert, ['kept', 'x']), { code: '23505' });
  await first.ping();
  await first.close();

  const second = await openDatabase({ dataDir });
  t.after(() => second.close());
  assert.equal(second.kind, 'embedded');
  assert.deepEqual(await second.sql('select * from idempotency_key'), [
    { key: 'kept', workflow: "it's \\ a ? 'wf'" },
  ]);
});

test('the space of deleted rows is given back', async (t) => {
  const db = await openDatabase({ dataDir: directory(t) });
  t.after(() => db.close());
  const bytes = async () => {
    const [row] = await db.sql<{ bytes: number }>(
      `select pg_table_size('idempotency_key') as bytes`,
    );
    return row?.bytes ?? 0;
  };
  await db.sql(`insert into idempotency_key select 'k' || n, repeat('x', 500)
    from generate_series(1, 2000) n`);
  const full = await bytes();
  await db.sql('delete from idempotency_key');
  await db.maintain();
  assert.ok((await bytes()) < full / 10);
});

test('a data directory in use is refused with the name of its holder', async (t) => {
  const dataDir = directory(t);
  const held = lockDataDir(dataDir);
  await assert.rejects(openDatabase({ dataDir }), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'DATA_DIR_IN_USE');
    assert.match(error.message, new RegExp(`process ${process.pid} on .+, started \\d{4}-`));
    return true;
  });
  held.release();
  lockDataDir(dataDir).release();
});

test('a killed process leaves its data directory free', async (t) => {
  const dataDir = directory(t);
  const holder = fork(new URL('./lock-holder.ts', import.meta.url), [dataDir]);
  await once(holder, 'message');
  assert.throws(() => lockDataDir(dataDir), { code: 'DATA_DIR_IN_USE' });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  lockDataDir(dataDir).release();
});

const away = await serverAway();
test('servers that open one new Postgres database together migrate it once', {
  skip: away ?? false,
}, async (t) => {
  const scratch = await emptyPostgres();
  t.after(() => scratch.drop());
  const opened = await Promise.all(
    [1, 2, 3].map(() => openDatabase({ dataDir: scratch.dir, databaseUrl: scratch.url })),
  );
  const [names] = await Promise.all(
    opened.map((db) => db.sql<{ name: string }>('select name from mikro_orm_migrations')),
  );
  await Promise.all(opened.map((db) => db.close()));
  assert.deepEqual(
    names?.map(({ name }) => name),
    MIGRATIONS.map(({ name }) => name),
  );
});
