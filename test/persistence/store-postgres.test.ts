import { after, before, test } from 'node:test';

import { createSqlStore } from '../../persistence/store.ts';
import type { Store } from '../../runtime/ports.ts';
import { letterContract } from './letter-contract.ts';
import { nodeContract } from './node-contract.ts';
import { type Scratch, scratchPostgres, serverAway } from './scratch.ts';
import { storeContract } from './store-contract.ts';
import { sqlVandal } from './vandals.ts';

const away = await serverAway();
if (away) {
  test('Postgres keeps the contract of the store', { skip: away }, () => {});
} else {
  let scratch: Scratch;
  let store: Store;
  before(async () => {
    scratch = await scratchPostgres();
    store = createSqlStore(scratch.db);
  });
  after(() => scratch.drop());
  storeContract('postgres', () => store);
  letterContract(
    'postgres',
    () => store,
    sqlVandal(() => scratch.db),
  );
  nodeContract('postgres', () => createSqlStore(scratch.db));
}
