import { after, before, test } from 'node:test';
import { createMemoryStore } from '../../persistence/memory-store.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { type Scratch, scratchPostgres, serverAway } from '../persistence/scratch.ts';
import { raceContract } from './races.ts';

const first = createMemoryStore();
raceContract('memory', () => createMemoryStore({ beside: first, now: () => performance.now() }));

const away = await serverAway();
if (away) {
  test('races on a server', { skip: away }, () => {});
} else {
  let scratch: Scratch;
  before(async () => {
    scratch = await scratchPostgres();
  });
  after(() => scratch.drop());
  raceContract('postgres', () => createSqlStore(scratch.db));
}
