/** New data directories begin as a copy of a prepared cluster, and have nothing in common afterwards. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDatabase } from '../../persistence/database.ts';
import { prepareCluster } from '../../persistence/make-cluster.ts';

describe('a new data directory', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-cluster-'));
    await prepareCluster();
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('is its own: what one holds another does not', async () => {
    const one = await openDatabase({ dataDir: join(dir, 'one') });
    await one.sql('create table only_here (id text)');
    const other = await openDatabase({ dataDir: join(dir, 'other') });
    const found = "select count(*) as count from pg_class where relname = 'only_here'";
    const count = async (database: typeof one) =>
      (await database.sql<{ count: number }>(found))[0]?.count;
    assert.deepEqual([await count(one), await count(other)], [1, 0]);
    await one.close();
    await other.close();
    const again = await openDatabase({ dataDir: join(dir, 'one') });
    assert.equal(await count(again), 1, 'what is there is never replaced by the copy');
    await again.close();
  });

  it('begins whole where a crash left half a copy', async () => {
    const dataDir = join(dir, 'half');
    await mkdir(join(dataDir, 'pg.incoming', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'pg.incoming', 'PG_VERSION'), '1\n');
    const database = await openDatabase({ dataDir });
    await database.ping();
    await database.close();
  });

  it('is prepared once', async () => {
    assert.equal(await prepareCluster(), false);
  });
});
