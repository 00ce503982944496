/** What an operator sees of moving workflows to new machine versions. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { machines } from '../../machines/registry.ts';
import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { emptyPostgres, serverAway } from '../persistence/scratch.ts';
import { type Ended, type FinishedRun, finishedRun, presgen } from './finished-run.ts';

const away = await serverAway();
let finished: FinishedRun;
before(async () => {
  finished = await finishedRun();
});
after(() => finished.remove());

const migrate = (dataDir: string, ...args: string[]): Promise<Ended> =>
  presgen(['migrate', ...args], { DATA_DIR: dataDir });

describe('presgen migrate --workflows', { timeout: 300_000 }, () => {
  test('has nothing to do when everything is on the current versions', async () => {
    const { dataDir } = await finished.copy('current');
    const { code, stdout, stderr } = await migrate(dataDir, '--workflows');
    assert.equal(code, 0, stderr);
    assert.equal(
      stdout,
      '0 moved, 0 left where they are, 0 failed; 0 on older versions have ended\n',
    );
  });

  test('names a running actor that needs a version this program does not hold', async () => {
    const { dataDir } = await finished.copy('older');
    const database = await openDatabase({ dataDir, databaseUrl: undefined });
    await database.sql(
      `update actor set version = '0ldc0de' where address = 'breaker.presgen_avatar'`,
    );
    await database.sql(
      `update journal set event = (event::jsonb || '{"version": "0ldc0de"}')::json
       where seq = 1 and actor = (select id from actor where address = 'breaker.presgen_avatar')`,
    );
    await database.sql(
      `delete from snapshot
       where actor = (select id from actor where address = 'breaker.presgen_avatar')`,
    );
    await database.sql(`update actor set version = '0ldc0de' where address = ?`, [
      finished.workflow,
    ]);
    await database.close();
    for (const args of [['--workflows', '--dry-run'], ['--workflows']]) {
      const { code, stdout } = await migrate(dataDir, ...args);
      assert.equal(code, 1);
      const [line, summary] = stdout.split('\n');
      const current = machines.circuitBreaker?.version;
      assert.equal(
        line,
        `breaker.presgen_avatar (circuitBreaker 0ldc0de to ${current}) failed: machine circuitBreaker is needed in version 0ldc0de; this program has ${current}`,
      );
      assert.match(
        summary ?? '',
        /0 left where they are, 1 failed; 1 on older versions have ended$/,
      );
    }
  });

  test('refuses --dry-run alone with exit 2', async () => {
    const { dataDir } = await finished.copy('usage');
    const { code, stderr } = await migrate(dataDir, '--dry-run');
    assert.deepEqual([code, stderr.trim()], [2, '--dry-run goes with --workflows']);
  });

  test('without options still brings the database up to date', async () => {
    const { dataDir } = await finished.copy('plain');
    const { code, stdout } = await migrate(dataDir);
    assert.deepEqual([code, stdout], [0, 'the embedded database is up to date\n']);
  });

  test('does not move what a running server has in hand', { skip: away ?? false }, async (t) => {
    const scratch = await emptyPostgres();
    const database = await openDatabase({ dataDir: scratch.dir, databaseUrl: scratch.url });
    t.after(async () => {
      await database.close();
      await scratch.drop();
    });
    const server = createSqlStore(database);
    const self = await server.join('server-1', 600_000);
    const env = { DATA_DIR: scratch.dir, DATABASE_URL: scratch.url };
    const refused = await presgen(['migrate', '--workflows'], env);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^server-1 runs on this database; stop it first/);
    const asked = await presgen(['migrate', '--workflows', '--dry-run'], env);
    assert.equal(asked.code, 0, asked.stderr);
    await server.leave(self);
    const done = await presgen(['migrate', '--workflows'], env);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^0 moved, /);
  });
});
