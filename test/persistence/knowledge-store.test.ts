import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chunkDocument } from '../../actors/knowledge/chunk.ts';
import { extract } from '../../actors/knowledge/extract.ts';
import type { KnowledgeStore } from '../../actors/knowledge/ports.ts';
import { createKnowledgeStore } from '../../persistence/knowledge-store.ts';
import { type Scratch, scratchEmbedded, scratchPostgres, serverAway } from './scratch.ts';

const TEXTS: Record<string, string> = {
  queues:
    '# Queues\n\nA queue holds jobs until a worker takes them? Queues keep the order of jobs.\n',
  caches: '# Caches\n\nA cache keeps copies of answers so that the same question costs less.\n',
  workers: '# Workers\n\nA worker takes one job after another and reports when each job is done.\n',
};

async function add(store: KnowledgeStore, kb: string, name: string): Promise<void> {
  const { text, blocks, pages } = await extract(Buffer.from(TEXTS[name] ?? ''), '', 'a.md');
  const sha256 = `${name}-hash`;
  await store.addDocument(
    kb,
    {
      id: name,
      title: name,
      sha256,
      mime: 'text/markdown',
      pages,
      status: 'indexed',
      reason: null,
      text,
    },
    blocks,
    chunkDocument({ id: name, sha256, text }, blocks),
  );
}

/** BM25 straight from its definition, over words already reduced to lexemes. */
function bm25(query: string[], chunks: string[][], at: number): number {
  const average = chunks.reduce((sum, chunk) => sum + chunk.length, 0) / chunks.length;
  const chunk = chunks[at] ?? [];
  return query.reduce((sum, word) => {
    const df = chunks.filter((one) => one.includes(word)).length;
    const tf = chunk.filter((one) => one === word).length;
    const idf = Math.log(1 + (chunks.length - df + 0.5) / (df + 0.5));
    return sum + (idf * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * chunk.length) / average));
  }, 0);
}

function suite(open: () => Promise<Scratch>): void {
  let scratch: Scratch;
  let store: KnowledgeStore;
  before(async () => {
    scratch = await open();
    store = createKnowledgeStore(scratch.db);
  });
  after(() => scratch.drop());

  async function filled(kb: string, ...names: string[]): Promise<void> {
    for (const name of names) await add(store, kb, name);
    await store.seal(kb);
  }

  test('scores are BM25 over stems, stop words left out', async () => {
    await filled('scores', 'queues', 'caches', 'workers');
    const lexemes = [
      'queue queue hold job worker take queue keep order job'.split(' '),
      'cach cach keep copi answer question cost less'.split(' '),
      'worker worker take one job anoth report job done'.split(' '),
    ];
    const hits = await store.search('scores', 'Which queues hold the jobs of a worker?', 10);
    assert.deepEqual(
      hits.map(({ chunk }) => chunk.document_id),
      ['queues', 'workers'],
    );
    const expected = [0, 2].map((at) => bm25(['queue', 'hold', 'job', 'worker'], lexemes, at));
    for (const [index, hit] of hits.entries())
      assert.ok(Math.abs(hit.score - (expected[index] ?? 0)) < 1e-9, `${hit.score}`);
    assert.deepEqual(
      hits.map(({ share }) => Math.round(share * 4)),
      [4, 2],
    );
  });

  test('many queries in one statement answer like one at a time, empty ones with nothing', async () => {
    await filled('many', 'queues', 'caches', 'workers');
    const queries = ['jobs', 'the of a', '', 'cache? copies', 'job'];
    const together = await store.searchMany('many', queries, 2);
    const single = await Promise.all(queries.map((query) => store.search('many', query, 2)));
    assert.deepEqual(together, single);
    assert.deepEqual(
      together.map((hits) => hits.length),
      [2, 0, 0, 1, 2],
    );
  });

  test('a document added again replaces itself', async () => {
    await add(store, 'again', 'queues');
    await add(store, 'again', 'queues');
    assert.deepEqual(await store.seal('again'), { documents: 1, chunks: 1, lexemes: 7 });
    assert.equal((await store.search('again', 'queue', 5)).length, 1);
  });

  test('before the seal nothing is found, after it nothing changes', async () => {
    await add(store, 'seal', 'queues');
    assert.deepEqual(await store.search('seal', 'queue', 5), []);
    const sealed = await store.seal('seal');
    await add(store, 'seal', 'queues');
    await assert.rejects(add(store, 'seal', 'caches'), { code: 'KNOWLEDGE_SEALED' });
    assert.deepEqual(await store.seal('seal'), sealed);
  });

  test('documents, blocks and chunks come back as they were given', async () => {
    await filled('back', 'caches', 'queues');
    const { text, blocks } = await extract(Buffer.from(TEXTS.caches ?? ''), '', 'a.md');
    const [document] = await store.documents('back');
    assert.equal(document?.text, text);
    assert.deepEqual(await store.blocks('back', 'caches'), JSON.parse(JSON.stringify(blocks)));
    const chunks = await store.chunks('back');
    assert.deepEqual(
      chunks[0],
      chunkDocument({ id: 'caches', sha256: 'caches-hash', text }, blocks)[0],
    );
  });

  test('one knowledge base knows nothing of another', async () => {
    await filled('mine', 'queues');
    await filled('yours', 'caches');
    assert.deepEqual(await store.search('mine', 'cache', 5), []);
    assert.deepEqual(await store.search('nobody', 'cache', 5), []);
  });
}

describe('knowledge store, embedded', () => suite(scratchEmbedded));

const away = await serverAway();
describe('knowledge store, on a server', away === null ? {} : { skip: away }, () =>
  suite(scratchPostgres),
);
