import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type * as HttpPorts from '../../http/ports.ts';
import { createMachineVersions } from '../../persistence/machine-versions.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

const versions = () => createMachineVersions(scratch.db);
// Typed as the port: what is implemented here must fit there.
const asPort = (): HttpPorts.MachineVersions => versions();

const light = (version: string, chart: string[]) => ({
  ...{ machine: 'light', version, definition: { id: 'light', zeta: 1, alpha: 2 }, chart },
});

test('a version stays as it was first seen, and later ones stand beside it', async () => {
  await versions().remember([light('v1', ['green'])], 1_000);
  await versions().remember([light('v1', ['something else']), light('v2', ['red'])], 2_000);
  const first = await asPort().find('light', 'v1');
  assert.deepEqual(first, { ...light('v1', ['green']), first_seen_at: 1_000 });
  assert.equal(JSON.stringify(first?.definition), '{"id":"light","zeta":1,"alpha":2}');
  assert.deepEqual(await asPort().of('light'), [
    { version: 'v1', first_seen_at: 1_000 },
    { version: 'v2', first_seen_at: 2_000 },
  ]);
});

test('what was never seen is not there', async () => {
  assert.equal(await asPort().find('light', 'v9'), null);
  assert.deepEqual(await asPort().of('lamp'), []);
});
