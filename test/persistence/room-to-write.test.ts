import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databaseFailure } from '../../persistence/database-failure.ts';
import { createRoomToWrite } from '../../persistence/room-to-write.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

const failure = (code: string) => databaseFailure(Object.assign(new Error('no'), { code }));

/** Counts how often a write is tried, and lets it fail while the disk is `full`. */
function disk() {
  const state = { full: true, tries: 0 };
  const transaction = async <T>(work: (sql: (text: string) => Promise<unknown>) => Promise<T>) => {
    state.tries += 1;
    return work(async (text) => {
      if (state.full && text.startsWith('insert')) throw failure('53100');
    });
  };
  return { state, transaction };
}

test('without a reason to doubt it no write is tried', async () => {
  const { state, transaction } = disk();
  const room = createRoomToWrite();
  room.noted(failure('23505'));
  room.noted(failure('08006'));
  await room.assured({ transaction });
  assert.equal(state.tries, 0);
});

test('a disk that was full is tried until it takes a write, and then no more', async () => {
  const { state, transaction } = disk();
  const room = createRoomToWrite();
  room.noted(failure('53100'));
  await assert.rejects(room.assured({ transaction }), { code: 'DATABASE_UNAVAILABLE' });
  await assert.rejects(room.assured({ transaction }), { code: 'DATABASE_UNAVAILABLE' });
  state.full = false;
  await room.assured({ transaction });
  await room.assured({ transaction });
  assert.equal(state.tries, 3);
});

test('the write that is tried works on a real database and leaves nothing', async () => {
  const room = createRoomToWrite();
  room.noted(failure('25006'));
  await room.assured(scratch.db);
  await room.assured(scratch.db);
  const left = await scratch.db.sql("select 1 from pg_class where relname = 'room_to_write'");
  assert.deepEqual(left, []);
});
