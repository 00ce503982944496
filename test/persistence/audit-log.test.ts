import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { createAudit } from '../../persistence/audit-log.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());
beforeEach(() => scratch.db.sql('delete from audit'));

const audit = () => createAudit(scratch.db, () => 1_700_000_000_000);
const entry = (tenant: string, action: string) => ({
  ...{ tenant, action, actor: 'user-1', subject: 'wf-1' },
  detail: { verdict: 'approve', z: 1, a: [1.5, null, 'ü'] },
});

async function filled() {
  for (const action of ['login', 'decide', 'cancel']) await audit().append(entry('org-1', action));
  await audit().append(entry('org-2', 'login'));
}

test('entries appended at once form one chain per tenant', async () => {
  const tenants = ['org-1', 'org-2'].flatMap((tenant) => Array(10).fill(tenant) as string[]);
  const appended = await Promise.all(tenants.map((tenant) => audit().append(entry(tenant, 'x'))));
  assert.deepEqual(
    appended.slice(0, 10).map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.deepEqual(await audit().verify(), {
    ...{ intact: true, entries: 20 },
    tenants: { 'org-1': 10, 'org-2': 10 },
  });
});

test('an empty log is intact', async () => {
  assert.deepEqual(await audit().verify(), { intact: true, entries: 0, tenants: {} });
});

test('an altered entry is found at its place', async () => {
  await filled();
  await scratch.db.sql(`update audit set action = 'nothing' where tenant = 'org-1' and seq = 2`);
  assert.deepEqual(await audit().verify(), { intact: false, tenant: 'org-1', seq: 2 });
});

test('a removed entry is found at the next', async () => {
  await filled();
  await scratch.db.sql(`delete from audit where tenant = 'org-1' and seq = 1`);
  assert.deepEqual(await audit().verify(), { intact: false, tenant: 'org-1', seq: 2 });
});

test('an entry whose own hash was recomputed breaks the next link', async () => {
  await filled();
  await scratch.db.sql(`update audit set hash = repeat('a', 64), actor = 'user-2'
    where tenant = 'org-1' and seq = 3`);
  assert.deepEqual(await audit().verify(), { intact: false, tenant: 'org-1', seq: 3 });
});

test('entries about a workflow are those on its own id and on its parts, in order', async () => {
  const subjects = ['wf-1', 'wf-10', 'wf-1~checkpoint_gaps.2', 'wf-1/responses.3', 'other/wf-1'];
  for (const subject of subjects) await audit().append({ ...entry('org-1', 'x'), subject });
  const found = await audit().about('wf-1');
  assert.deepEqual(
    found.map(({ subject }) => subject),
    ['wf-1', 'wf-1~checkpoint_gaps.2', 'wf-1/responses.3'],
  );
});
