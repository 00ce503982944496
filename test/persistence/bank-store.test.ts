import { after, before, describe, test } from 'node:test';

import { bankContract } from './bank-contract.ts';
import { type Scratch, scratchEmbedded, scratchPostgres, serverAway } from './scratch.ts';

function contractOn(name: string, open: () => Promise<Scratch>): void {
  describe(name, () => {
    let scratch: Scratch;
    before(async () => {
      scratch = await open();
    });
    after(() => scratch.drop());
    bankContract(name, () => scratch.db);
  });
}

contractOn('embedded', scratchEmbedded);
const away = await serverAway();
if (away) test('the bank on a Postgres server', { skip: away }, () => {});
else contractOn('postgres', scratchPostgres);
