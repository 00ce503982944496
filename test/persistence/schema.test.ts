import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { type Scratch, scratchEmbedded } from './scratch.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

test('the migrations build exactly the tables the entities describe', async () => {
  assert.equal(await scratch.db.orm.schema.getUpdateSchemaSQL({ wrap: false }), '');
});

test('the comparison sees a difference when there is one', async () => {
  await scratch.db.sql('alter table upload add column stray int');
  const difference = await scratch.db.orm.schema.getUpdateSchemaSQL({ wrap: false });
  await scratch.db.sql('alter table upload drop column stray');
  assert.match(difference, /drop column "stray"/);
});
