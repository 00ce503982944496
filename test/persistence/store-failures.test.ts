import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Database } from '../../persistence/database.ts';
import { databaseFailure } from '../../persistence/database-failure.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';
import { turn } from './turns.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

/** The database, except that the commits numbered in `faults` fail before or after they happened. */
function faulty(faults: Record<number, { code: string; when: 'before' | 'after' }>): Database {
  let commits = 0;
  const prepared: Database['prepared'] = async (statement, values) => {
    if (statement.name !== 'commit') return scratch.db.prepared(statement, values);
    const fault = faults[++commits];
    const fail = () => {
      throw databaseFailure(Object.assign(new Error('fault'), { code: fault?.code }));
    };
    if (fault?.when === 'before') fail();
    const rows = await scratch.db.prepared(statement, values);
    if (fault) fail();
    return rows as never[];
  };
  return { ...scratch.db, prepared };
}

test('a deadlock or serialisation failure is sent again', async () => {
  const db = faulty({ 1: { code: '40P01', when: 'before' }, 2: { code: '40001', when: 'before' } });
  assert.deepEqual(await createSqlStore(db).commit([turn('again', -1)]), ['accepted']);
});

test('a commit whose answer was lost is accepted when it is handed in again', async () => {
  const store = createSqlStore(faulty({ 1: { code: '08006', when: 'after' } }));
  const batch = [turn('unclear-1', -1), turn('unclear-2', -1)];
  await assert.rejects(store.commit(batch), { code: 'DATABASE_UNAVAILABLE' });
  assert.deepEqual(await store.commit(batch), ['accepted', 'accepted']);
  assert.equal((await store.journal('unclear-1', -1, 10)).length, 1);
});

test('a commit that never arrived is written when it is handed in again', async () => {
  const store = createSqlStore(faulty({ 1: { code: '08006', when: 'before' } }));
  const batch = [turn('late', -1)];
  await assert.rejects(store.commit(batch), { code: 'DATABASE_UNAVAILABLE' });
  assert.deepEqual(await store.commit(batch), ['accepted']);
});

test('after a lost answer another store’s turn is not mistaken for ours', async () => {
  const store = createSqlStore(faulty({ 1: { code: '08006', when: 'before' } }));
  const batch = [turn('rival', -1)];
  await assert.rejects(store.commit(batch), { code: 'DATABASE_UNAVAILABLE' });
  await createSqlStore(scratch.db).commit([turn('rival', -1)]);
  assert.deepEqual(await store.commit(batch), ['fenced']);
});

test('an error nobody can resend is thrown, and the store goes on', async () => {
  const store = createSqlStore(faulty({ 1: { code: 'XX000', when: 'before' } }));
  await assert.rejects(store.commit([turn('limit', -1)]), { code: 'XX000' });
  assert.deepEqual(await store.commit([turn('limit', -1)]), ['accepted']);
});

test('a limit of the database refuses the one turn that is too large', async () => {
  const store = createSqlStore(faulty({ 1: { code: '54000', when: 'before' } }));
  const [outcome] = await store.commit([turn('large', -1)]);
  assert.deepEqual(outcome, {
    refused: {
      kind: 'bug',
      code: 'TURN_REFUSED',
      message: 'what this event would write cannot be stored (SQLSTATE 54000)',
    },
  });
});
