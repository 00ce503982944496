import { after, before } from 'node:test';

import { createSqlStore } from '../../persistence/store.ts';
import type { Store } from '../../runtime/ports.ts';
import { letterContract } from './letter-contract.ts';
import { nodeContract } from './node-contract.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';
import { storeContract } from './store-contract.ts';
import { sqlVandal } from './vandals.ts';

let scratch: Scratch;
let store: Store;
before(async () => {
  scratch = await scratchEmbedded();
  store = createSqlStore(scratch.db);
});
after(() => scratch.drop());

storeContract('embedded', () => store);
letterContract(
  'embedded',
  () => store,
  sqlVandal(() => scratch.db),
);
nodeContract('embedded', () => createSqlStore(scratch.db));
