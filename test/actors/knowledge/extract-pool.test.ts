import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createExtractPool } from '../../../actors/knowledge/extract-pool.ts';

const pool = createExtractPool({ workers: 1 });
after(() => pool.close());

test('documents are read in a worker, one after the other', async () => {
  const texts = await Promise.all(
    ['One.', 'Two.', 'Three.'].map((text) => pool.extract(Buffer.from(text), '', 'a.txt')),
  );
  assert.deepEqual(
    texts.map(({ text }) => text),
    ['One.', 'Two.', 'Three.'],
  );
});

test('the reason for an unreadable document crosses the thread', () =>
  assert.rejects(pool.extract(new Uint8Array(), '', 'a.txt'), {
    name: 'PresGenError',
    kind: 'terminal',
    code: 'DOCUMENT_EMPTY',
  }));

test('a document that takes too long is given up and the next one is read', async () => {
  const hasty = createExtractPool({ workers: 1, timeoutMs: 1 });
  await assert.rejects(hasty.extract(Buffer.from('One.'), '', 'a.txt'), {
    code: 'DOCUMENT_TIMEOUT',
  });
  await hasty.close();
  assert.equal((await pool.extract(Buffer.from('Next.'), '', 'a.txt')).text, 'Next.');
});

test('a document that eats all memory costs one worker, not the process', async () => {
  const small = createExtractPool({ workers: 1, heapMb: 24 });
  const huge = Buffer.from('<p>a <b>b</b></p>'.repeat(400_000));
  await assert.rejects(small.extract(huge, '', 'a.html'), { code: 'DOCUMENT_DAMAGED' });
  assert.equal((await small.extract(Buffer.from('Next.'), '', 'a.txt')).text, 'Next.');
  await small.close();
});

test('an abort stops the reading with its own reason', async () => {
  const aborting = new AbortController();
  const reading = pool.extract(Buffer.from('words '.repeat(1e6)), '', 'a.md', aborting.signal);
  aborting.abort(new Error('cancelled by a person'));
  await assert.rejects(reading, { message: 'cancelled by a person' });
});
