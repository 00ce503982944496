import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleFor, sampleSize } from '../../http/sampling.ts';
import type { CheckpointContext } from '../../machines/checkpoint.ts';

function context(contentHash: string, more: Partial<CheckpointContext> = {}): CheckpointContext {
  const subject = { artifact_id: 'a', version: 1, content_hash: contentHash, authors: [] };
  return { subject, revisions: [], flags: [], ...more } as unknown as CheckpointContext;
}

const ids = (n: number): string[] => Array.from({ length: n }, (_, at) => `q${at}`);

test('a sample is the root of the set and one, never fewer than five where there are five', () => {
  assert.deepEqual([1, 4, 5, 16, 20, 100, 500].map(sampleSize), [1, 4, 5, 5, 6, 11, 24]);
});

test('the same person always gets the same sample of the same content, without repeats', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), fc.string(), fc.string(), (n, hash, person) => {
      const [first, again] = [0, 1].map(() => sampleFor(context(hash), ids(n), person));
      assert.deepEqual(first, again);
      assert.equal(new Set(first?.items).size, sampleSize(n));
    }),
  );
});

test('samples differ between people and between versions, and reach every question', () => {
  const drawn = Array.from({ length: 60 }, (_, at) =>
    sampleFor(context(`h${at % 6}`), ids(20), `p${at}`),
  );
  assert.ok(new Set(drawn.map(({ items }) => items.join())).size > 50);
  assert.equal(new Set(drawn.flatMap(({ items }) => items)).size, 20);
});

test('what was edited during the review is always read', () => {
  const edited = ids(50).find(
    (id) => !sampleFor(context('h1'), ids(50), 'ann').items.includes(id),
  ) as string;
  const version = { artifact_id: 'a', version: 1, content_hash: 'h1' };
  const revision = { by: 'ann', at: 1, from: version, to: version, items: [edited] };
  const sample = sampleFor(context('h2', { revisions: [revision] }), ids(50), 'bob');
  assert.equal(sample.refused, null, 'the fault was not found by a sample');
  assert.ok(sample.items.includes(edited));
});
