/** One question anew: by the model where there is one, else offline, never one that is there already. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { anotherQuestion } from '../../../actors/assessment/another.ts';
import { generateQuestions } from '../../../actors/assessment/generate-activity.ts';
import { isNearDuplicate } from '../../../actors/assessment/llm/near-duplicate.ts';
import { harbour } from './harbour-corpus.ts';
import { memoryKnowledge } from './markdown-corpus.ts';
import { well } from './model-behaviour.ts';
import { INPUT, withModel } from './model-rig.ts';

const knowledge = memoryKnowledge(harbour());
const { signal } = new AbortController();
const { settings } = INPUT;

async function present() {
  const set = await generateQuestions(knowledge, INPUT, { signal, progress: () => {} });
  // With a set of four, the documents have more to ask.
  return { ...set, items: set.items.slice(0, 4) };
}

test('offline, another fact of the same domain is asked about', async () => {
  const set = await present();
  const old = set.items[0];
  assert.ok(old);
  const wanted = {
    knowledge,
    workflow: 'w1',
    kb: 'kb',
    settings,
    set,
    item: old.id,
    comment: '',
    avoid: [],
  };
  const made = await anotherQuestion({ ...wanted, signal });
  assert.ok(made);
  assert.equal(made.item.domain, old.domain);
  assert.equal(made.item.knowledge_source_verified, true);
  assert.ok(set.items.every((item) => !isNearDuplicate(made.item, item)));
  assert.deepEqual(await anotherQuestion({ ...wanted, signal }), made, 'the same the second time');
  const next = await anotherQuestion({ ...wanted, avoid: [made.item.id], signal });
  assert.notEqual(next?.item.id, made.item.id);
});

test('a question that is not there is not replaced', async () => {
  const set = await present();
  const wanted = {
    knowledge,
    workflow: 'w1',
    kb: 'kb',
    settings,
    set,
    item: 'q-none',
    comment: '',
    avoid: [],
  };
  assert.equal(await anotherQuestion({ ...wanted, signal }), null);
});

test('a configured model writes it, and its outage leads to an offline one that says so', async () => {
  const set = await present();
  const item = set.items[0]?.id ?? '';
  const wanted = {
    knowledge,
    workflow: 'w1',
    kb: 'kb',
    settings,
    set,
    item,
    comment: 'too easy',
    avoid: [],
  };
  await withModel({ say: well }, async ({ server, writer }) => {
    const made = await anotherQuestion({ ...wanted, writer, signal });
    assert.equal(made?.item.generator.kind, 'llm');
    assert.equal(made?.note, null);
    assert.ok((made?.item.generator.spend?.calls ?? 0) >= 5);
    assert.match(server.heard[0]?.prompt ?? '', /too easy/);
  });
  await withModel({ say: () => ({ status: 500, json: {} }) }, async ({ writer }) => {
    const made = await anotherQuestion({ ...wanted, writer, signal });
    assert.equal(made?.item.generator.kind, 'offline');
    assert.match(made?.note ?? '', /^Made offline: .*500/);
  });
});
