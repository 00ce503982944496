import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { CallRecord, CallShelf } from '../../actors/assessment/llm/ports.ts';
import type * as ActorPorts from '../../actors/ports.ts';
import type * as HttpPorts from '../../http/ports.ts';
import { createArtifacts } from '../../persistence/artifacts.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { createEffectLedger } from '../../persistence/effect-ledger.ts';
import { createLanguageCalls } from '../../persistence/language-calls.ts';
import { createLearnerVault } from '../../persistence/learner-vault.ts';
import { createRequests } from '../../persistence/requests.ts';
import { createUploads } from '../../persistence/uploads.ts';
import { type Scratch, scratchEmbedded } from './scratch.ts';
import { settings } from './settings.ts';

const SECRET = 'a secret for tests of at least 32 characters';
let scratch: Scratch;
let now = 1_000;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

const blobs = () => createBlobs(join(scratch.dir, 'blobs'));
// Typed as the ports: what is implemented here must fit there.
const artifacts = (): ActorPorts.Artifacts => createArtifacts(scratch.db, blobs(), () => now);
const ledger = (): ActorPorts.EffectLedger => createEffectLedger(scratch.db, () => now);
const uploads = (): ActorPorts.Uploads & HttpPorts.UploadIntake =>
  createUploads(scratch.db, blobs());
const vault = () => createLearnerVault(scratch.db, SECRET);
const asPort = (): ActorPorts.LearnerVault => vault();
const requests = (): HttpPorts.Requests => createRequests(scratch.db, vault());

function deck(workflow: string, name = 'learner-1.pptx'): ActorPorts.NewArtifact {
  const mime = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
  return { workflow, step: 'presentation_generation', type: 'deck', name, mime, learner: 'l1' };
}

test('an artefact put twice with the same bytes is one version', async () => {
  now = 5_000;
  const first = await artifacts().put(deck('wf-same'), Buffer.from('slides'));
  now = 6_000;
  assert.deepEqual(await artifacts().put(deck('wf-same'), Buffer.from('slides')), first);
  assert.equal(first.version, 1);
  const [kept, ...others] = await artifacts().list('wf-same');
  assert.deepEqual(others, []);
  assert.equal(kept?.created_at, 5_000);
  assert.equal(kept?.learner, 'l1');
  assert.deepEqual(kept?.meta, {});
  assert.equal((await artifacts().read(first)).toString(), 'slides');
});

test('changed bytes make the next version and the list shows the newest of each', async () => {
  const one = await artifacts().put({ ...deck('wf-v'), meta: { slides: 3 } }, Buffer.from('1'));
  const other = await artifacts().put(deck('wf-v', 'learner-2.pptx'), Buffer.from('x'));
  const two = await artifacts().put(deck('wf-v'), Buffer.from('2'));
  assert.deepEqual([one.version, two.version], [1, 2]);
  assert.notEqual(one.id, two.id);
  assert.deepEqual(
    (await artifacts().list('wf-v')).map(({ id }) => id),
    [other.id, two.id],
  );
  assert.deepEqual(await artifacts().list('wf-v', 'video'), []);
  assert.equal((await artifacts().latest('wf-v', 'deck'))?.id, two.id);
  assert.equal((await artifacts().latest('wf-v', 'deck', 'learner-2.pptx'))?.id, other.id);
  assert.equal(await artifacts().latest('wf-v', 'video'), null);
  assert.deepEqual((await artifacts().get(one.id))?.meta, { slides: 3 });
  assert.equal(await artifacts().get('art_unknown'), null);
});

test('a file becomes an artefact and leaves the scratch directory', async () => {
  const file = join(scratch.dir, 'video.mp4');
  writeFileSync(file, 'frames');
  const ref = await artifacts().put({ ...deck('wf-file'), type: 'video', name: 'v.mp4' }, { file });
  assert.equal(existsSync(file), false);
  assert.equal(ref.bytes, 6);
  assert.equal((await artifacts().read(ref)).toString(), 'frames');
});

test('writers of one artefact at the same time each get a version or share one', async () => {
  const puts = ['a', 'b', 'c', 'a'].map((text) =>
    artifacts().put(deck('wf-race'), Buffer.from(text)),
  );
  const versions = (await Promise.all(puts)).map(({ version }) => version);
  assert.ok(Math.max(...versions) >= 3);
  const [newest] = await artifacts().list('wf-race');
  assert.equal(newest?.version, Math.max(...versions));
});

const ADA = { id: 'learner-1', name: 'Ada Nordström', email: 'ada@example.org' };
const BEN = { id: 'learner-2', name: 'Ben Obi', email: 'ben@example.org' };

test('a request keeps its settings and only its vault knows the learners', async () => {
  const wanted = settings('Cloud Architect');
  await requests().save('wf-req', wanted, [ADA, BEN]);
  assert.deepEqual(await requests().settings('wf-req'), wanted);
  assert.equal(await requests().settings('wf-none'), null);
  const opened = await asPort().open('wf-req', ['learner-2', 'stranger', 'learner-1']);
  assert.deepEqual([...opened.values()], [BEN, ADA]);
  const stored = await scratch.db.sql(
    `select encode(wrapped_key, 'escape') || encode(sealed, 'escape') as bytes from learner`,
  );
  assert.ok(stored.length >= 2);
  assert.doesNotMatch(JSON.stringify(stored), /Ada|Nordstr|ada@|Ben|ben@/);
});

test('a request saved again changes nothing', async () => {
  await requests().save('wf-again', settings('First'), [ADA]);
  await requests().save('wf-again', settings('Second'), [{ ...ADA, name: 'Other' }]);
  assert.equal((await requests().settings('wf-again'))?.certification_name, 'First');
  assert.equal((await vault().open('wf-again', ['learner-1'])).get('learner-1')?.name, ADA.name);
});

test('a forgotten learner is gone, and saving the request again does not bring them back', async () => {
  await requests().save('wf-forget', settings('X'), [ADA, BEN]);
  assert.equal(await vault().forget('wf-forget', 'learner-1'), true);
  assert.equal(await vault().forget('wf-forget', 'learner-1'), false);
  await requests().save('wf-forget', settings('X'), [ADA, BEN]);
  const left = await vault().open('wf-forget', ['learner-1', 'learner-2']);
  assert.deepEqual([...left.keys()], ['learner-2']);
});

test('a vault with another secret, or a row moved to another learner, does not open', async () => {
  await requests().save('wf-wrong', settings('X'), [ADA, BEN]);
  const other = createLearnerVault(scratch.db, 'another secret, also of at least 32 characters');
  await assert.rejects(other.open('wf-wrong', ['learner-1']), { code: 'VAULT_UNREADABLE' });
  await scratch.db.sql(`update learner l set wrapped_key = o.wrapped_key, sealed = o.sealed
    from learner o where l.workflow = 'wf-wrong' and l.id = 'learner-1'
      and o.workflow = 'wf-wrong' and o.id = 'learner-2'`);
  await assert.rejects(vault().open('wf-wrong', ['learner-1']), { code: 'VAULT_UNREADABLE' });
});

test('an idempotency key belongs to the workflow that came with it first', async () => {
  assert.equal(await requests().remember('key-1', 'wf-a'), 'wf-a');
  assert.equal(await requests().remember('key-1', 'wf-b'), 'wf-a');
  assert.equal(await requests().remember('key-2', 'wf-b'), 'wf-b');
});

test('the same document handed in twice is one upload', async () => {
  const guide = (workflow: string | null, fileName = 'guide.md') => ({
    ...{ fileName, title: 'Guide', mime: 'text/markdown', workflow },
    bytes: Buffer.from('# Guide'),
  });
  const first = await uploads().add(guide(null));
  assert.deepEqual(await uploads().add(guide(null)), first);
  const added = await uploads().add(guide('wf-up'));
  const second = await uploads().add(guide('wf-up', 'more.md'));
  assert.deepEqual(await uploads().get([second.id, 'unknown', first.id]), [
    { ...second, title: 'Guide', file_name: 'more.md', mime: 'text/markdown' },
    { ...first, title: 'Guide', file_name: 'guide.md', mime: 'text/markdown' },
  ]);
  assert.deepEqual(
    (await uploads().addedTo('wf-up')).map(({ id }) => id),
    [added.id, second.id],
  );
  assert.deepEqual(await uploads().addedTo('wf-none'), []);
  assert.equal(await uploads().title(first.id), 'Guide');
  assert.equal(await uploads().title('unknown'), null);
  assert.equal((await blobs().read(first.sha256)).toString(), '# Guide');
});

test('an effect planned again keeps what it was planned as', async () => {
  now = 7_000;
  const folder = { key: 'wf-e/drive_setup/1', workflow: 'wf-e', step: 'drive_setup' as const };
  const plan = { ...folder, call: 'files.create', planned_id: 'id-1' };
  const planned = await ledger().plan(plan);
  assert.deepEqual(planned, { ...plan, state: 'planned', ref: null, at: 7_000 });
  await ledger().settle(folder.key, 'done', { id: 'id-1' });
  now = 8_000;
  const again = await ledger().plan({ ...plan, planned_id: 'id-2' });
  assert.deepEqual(again, { ...planned, state: 'done', ref: { id: 'id-1' } });
  await ledger().settle(folder.key, 'compensated');
  assert.deepEqual((await ledger().get(folder.key))?.ref, { id: 'id-1' });
  assert.equal(await ledger().get('wf-e/drive_setup/2'), null);
});

test('effects of a step come newest first, of a workflow oldest first', async () => {
  const plan = (key: string, step: 'drive_setup' | 'form_creation') =>
    ledger().plan({ key, workflow: 'wf-o', step, call: 'x' });
  for (const n of [1, 2, 3]) await plan(`wf-o/drive_setup/${n}`, 'drive_setup');
  await plan('wf-o/form_creation/1', 'form_creation');
  const step = await ledger().ofStep('wf-o', 'drive_setup');
  assert.deepEqual(
    step.map(({ key }) => key),
    [3, 2, 1].map((n) => `wf-o/drive_setup/${n}`),
  );
  assert.equal((await ledger().ofWorkflow('wf-o')).at(-1)?.step, 'form_creation');
});

test('settling an effect that was never planned is refused', async () => {
  await assert.rejects(ledger().settle('wf-x/drive_setup/1', 'done'), /never planned/);
});

test('an answer of a language model is kept once, with what it cost or with nothing said', async () => {
  const shelf = createLanguageCalls(scratch.db) as CallShelf;
  const call: CallRecord = {
    ...{ key: 'k1', workflow: 'wf-llm', round: 2, purpose: 'judge', item: 'q-1', model: 'm' },
    ...{ at: 9, outcome: 'answered', tokens: 110, cost: 0.0025 },
    usage: { prompt: 100, completion: 10, cached: null },
    value: { verdict: 'wrong' },
  };
  const unknown: CallRecord = {
    ...{ ...call, key: 'k2', item: null, at: 10, outcome: 'failed', cost: null, value: null },
    usage: { prompt: null, completion: null, cached: null },
  };
  await shelf.put(call);
  await shelf.put({ ...call, value: { verdict: 'right' }, cost: 9 });
  await shelf.put(unknown);
  assert.deepEqual(await shelf.get('k1'), call);
  assert.deepEqual(await shelf.ofWorkflow('wf-llm'), [call, unknown]);
  assert.deepEqual(await shelf.ofWorkflow('wf-other'), []);
});
