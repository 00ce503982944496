import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { chunkDocument } from '../../../actors/knowledge/chunk.ts';
import { extract } from '../../../actors/knowledge/extract.ts';

const sentence = (words: number) => `${Array.from({ length: words }, () => 'word').join(' ')}.`;

async function chunksOf(source: string, name = 'a.md') {
  const { text, blocks } = await extract(Buffer.from(source), '', name);
  const chunks = chunkDocument({ id: 'd', sha256: 'ab', text }, blocks);
  for (const chunk of chunks) assert.equal(text.slice(chunk.start, chunk.end), chunk.body);
  return chunks;
}

test('a chunk never crosses a heading', async () => {
  const chunks = await chunksOf(`# A\n${sentence(30)}\n\n## B\n${sentence(30)}\n`);
  assert.deepEqual(
    chunks.map(({ heading }) => heading),
    [['A'], ['A', 'B']],
  );
});

test('a long section closes at the paragraph end after about 350 words', async () => {
  const chunks = await chunksOf(`# A\n\n${`${sentence(100)}\n\n`.repeat(9)}`);
  assert.deepEqual(
    chunks.map(({ body }) => body.split(/\s+/).length),
    [400, 400, 100],
  );
});

test('a stub is dropped, a short definition is kept', async () => {
  const chunks = await chunksOf(
    '# Stub\nSee the links\n\n# Gauge\nA gauge is a value that goes up and down.\n',
  );
  assert.deepEqual(
    chunks.map(({ heading }) => heading),
    [['Gauge']],
  );
});

test('five megabytes without a paragraph end become many chunks that lose nothing', async () => {
  const source = 'Some words make a sentence here. '.repeat(150_000).trim();
  const chunks = await chunksOf(source, 'a.txt');
  assert.ok(chunks.every(({ body }) => body.length <= 6_000 && /\.$/.test(body)));
  assert.equal(chunks.map(({ body }) => body).join(' ').length, source.length);
});

test('one giant word is cut hard', async () => {
  const chunks = await chunksOf('x'.repeat(50_000), 'a.txt');
  assert.ok(chunks.every(({ body }) => body.length <= 6_000));
});

test('the id is the start of sha256 over document hash, start and end', async () => {
  const [chunk] = await chunksOf(sentence(30));
  const hash = createHash('sha256').update(`ab,${chunk?.start},${chunk?.end}`).digest('hex');
  assert.equal(chunk?.id, hash.slice(0, 16));
});
