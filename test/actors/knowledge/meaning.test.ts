/** Search by meaning beside search by words, over HTTP with a server that speaks the OpenAI protocol. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openModelDoor } from '../../../actors/assessment/llm/door.ts';
import { withMeaning } from '../../../actors/knowledge/embedding/meaning.ts';
import { createEmbedder } from '../../../actors/knowledge/embedding/provider.ts';
import { createKnowledgeStore } from '../../../persistence/knowledge-store.ts';
import { createTextVectors } from '../../../persistence/text-vectors.ts';
import { type Scratch, scratchEmbedded } from '../../persistence/scratch.ts';
import { parseMarkdown } from '../assessment/markdown-corpus.ts';

const THEMES = [/boat|ship|vessel|craft/i, /rope|line|hawser/i, /water|sea|tide/i];
const DOCUMENT = `# Harbour

## Ships
${'A vessel that enters the harbour reports to the pilot before it passes the outer light at all. '.repeat(3)}

## Hawsers
${'Every hawser is looked at before the winter and laid out to dry on the quay for a full day. '.repeat(3)}
`;

let scratch: Scratch;
let served: { texts: number; calls: number; isBroken: boolean };
let url = '';
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    served.calls += 1;
    if (served.isBroken) {
      response.writeHead(400, { 'content-type': 'application/json' });
      return void response.end('{"error":{"message":"no"}}');
    }
    const { input } = JSON.parse(body) as { input: string[] };
    served.texts += input.length;
    response.setHeader('content-type', 'application/json');
    const data = input.map((text, index) => ({
      index,
      embedding: [...THEMES.map((theme) => (theme.test(text) ? 1 : 0)), 0.1],
    }));
    response.end(
      JSON.stringify({ data, model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } }),
    );
  });
});

before(async () => {
  scratch = await scratchEmbedded();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const store = createKnowledgeStore(scratch.db);
  const { document, blocks, chunks } = parseMarkdown('harbour.md', DOCUMENT);
  await store.addDocument('kb', document, blocks, chunks);
  await store.seal('kb');
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await scratch.drop();
});

function rig() {
  served = { texts: 0, calls: 0, isBroken: false };
  let now = 0;
  const warned: string[] = [];
  const store = withMeaning(createKnowledgeStore(scratch.db), {
    embedder: createEmbedder({
      ...{ provider: 'openai-compatible', baseUrl: url, model: 'm', apiKey: undefined },
      timeoutMs: 5_000,
      fetch: openModelDoor(url, () => now),
    }),
    shelf: createTextVectors(scratch.db),
    log: { warn: (_: object, message: string) => void warned.push(message) },
    now: () => now,
  });
  return { store, warned, pass: (ms: number) => (now += ms) };
}

const headings = (hits: { chunk: { heading: string[] } }[]) =>
  hits.map(({ chunk }) => chunk.heading.at(-1));

test('a passage is found by its meaning where no word of the question stands in it', async () => {
  const { store } = rig();
  const words = createKnowledgeStore(scratch.db);
  assert.deepEqual(await words.search('kb', 'a boat', 5), []);
  const found = await store.search('kb', 'a boat', 5);
  assert.deepEqual(headings(found), ['Ships']);
  assert.ok((found[0]?.share ?? 0) > 0.5);
});

test('no text is embedded twice, and both lists count', async () => {
  const { store } = rig();
  await store.searchMany('kb', ['a boat', 'the winter rope'], 5);
  const before = served.texts;
  await store.searchMany('kb', ['a boat', 'the winter rope'], 5);
  assert.equal(served.texts, before);
  assert.deepEqual(headings(await store.search('kb', 'the winter rope', 5)), ['Hawsers']);
});

test('while the provider fails, words alone are searched, and it is asked again after a while', async () => {
  const { store, warned, pass } = rig();
  served.isBroken = true;
  assert.deepEqual(headings(await store.search('kb', 'quay of a new boat', 5)), ['Hawsers']);
  assert.equal(warned.length, 1);
  const asked = served.calls;
  await store.search('kb', 'another boat', 5);
  assert.equal(served.calls, asked);
  served.isBroken = false;
  pass(61_000);
  assert.deepEqual(headings(await store.search('kb', 'another boat', 5)), ['Ships']);
});
