/** A language model is opened only where one is configured, and its calls are counted and kept. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import test from 'node:test';
import { promisify } from 'node:util';
import { openClerk } from '../../actors/assessment/llm/clerk.ts';
import { askWithoutSource } from '../../actors/assessment/llm/prompts.ts';
import { openLanguageModel } from '../../cli/language-model.ts';
import { readConfig } from '../../ops/config.ts';
import { createMetrics } from '../../ops/metrics.ts';
import type { LanguageCall } from '../../persistence/language-calls.ts';
import { startModelServer } from '../actors/assessment/model-server.ts';

test('without a provider no package of it is loaded', { timeout: 120_000 }, async () => {
  const script = `
    const { registerHooks } = await import('node:module');
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import('./cli/system.ts');
    const { openLanguageModel } = await import('./cli/language-model.ts');
    const writer = await openLanguageModel({ config: undefined });
    const theirs = loaded.filter((url) => /node_modules\\/(ai|@ai-sdk)\\//.test(url));
    console.log(JSON.stringify({ writer: writer ?? null, theirs, modules: loaded.length > 100 }));
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { cwd: new URL('../..', import.meta.url).pathname },
  );
  assert.deepEqual(JSON.parse(stdout), { writer: null, theirs: [], modules: true });
});

test('a configured model is reached over the door, and its calls show in the metrics', async () => {
  const server = await startModelServer(() => ({ json: { answer: 'B' } }));
  try {
    const config = readConfig({
      LLM_PROVIDER: 'openai-compatible',
      LLM_BASE_URL: server.url.replace('127.0.0.1', 'localhost'),
      LLM_MODEL: 'm',
      LLM_PRICES: '{"m": {"prompt": 10, "completion": 100}}',
    }).languageModel;
    const metrics = createMetrics({
      ...{ steps: [], integrations: [], machines: [], quotas: [], version: 't' },
    });
    const put: LanguageCall[] = [];
    const calls = {
      get: async () => null,
      put: async (call: LanguageCall) => void put.push(call),
      ofWorkflow: async () => [],
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const writer = await openLanguageModel({ config, calls, metrics, log, now: () => 7 });
    assert.ok(writer);
    const { signal } = new AbortController();
    const clerk = await openClerk({ writer, workflow: 'w', round: 1, signal });
    const answer = await clerk.ask(askWithoutSource('What?', ['one', 'two', 'three', 'four']), 'q');
    assert.deepEqual(answer.ok && answer.value, { answer: 'B' });
    assert.deepEqual([put.length, put[0]?.cost, put[0]?.tokens], [1, 0.002, 110]);
    const text = await metrics.text();
    assert.match(text, /presgen_llm_calls_total\{purpose="answer_without",outcome="answered"\} 1/);
    assert.match(text, /presgen_llm_tokens_total\{kind="prompt"\} 100/);
    assert.match(text, /presgen_llm_cost_usd_total 0.002/);
    assert.match(text, /presgen_llm_unpriced_calls_total 0/);
  } finally {
    await server.close();
  }
});
