/** The language model's settings: off unless named, and refused where they contradict each other. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig } from '../../ops/config.ts';

const OLLAMA = {
  LLM_PROVIDER: 'openai-compatible',
  LLM_BASE_URL: 'http://127.0.0.1:11434/v1/',
  LLM_MODEL: 'm',
};

test('nothing is configured unless a provider is named', () => {
  assert.equal(readConfig({}).languageModel, undefined);
  assert.throws(() => readConfig({ LLM_API_KEY: 'k' }), /LLM_API_KEY: nothing is sent without/);
});

test('a server on this machine needs no key, and judges itself unless told otherwise', () => {
  const model = readConfig(OLLAMA).languageModel;
  assert.deepEqual(
    [model?.baseUrl, model?.judge, model?.dollarsMax, model?.tokensMax],
    ['http://127.0.0.1:11434/v1', 'm', null, 1_000_000],
  );
});

test('the settings say which of them is wrong and what would be right', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [{ LLM_PROVIDER: 'anthropic', LLM_MODEL: 'm' }, /LLM_API_KEY: anthropic takes no call/],
    [{ LLM_PROVIDER: 'google', LLM_API_KEY: 'k' }, /LLM_MODEL: name the model/],
    [{ LLM_PROVIDER: 'openai-compatible', LLM_MODEL: 'm' }, /LLM_BASE_URL: say where/],
    [{ ...OLLAMA, LLM_BASE_URL: 'http://models.example/v1' }, /LLM_BASE_URL: plain http/],
    [{ ...OLLAMA, LLM_BASE_URL: 'http://8.8.8.8/v1' }, /LLM_BASE_URL: plain http/],
    [{ ...OLLAMA, LLM_BASE_URL: 'https://me:word@models.example/v1' }, /LLM_BASE_URL: a name or/],
    [{ ...OLLAMA, LLM_PRICES: '{"m": 3}' }, /LLM_PRICES: not a table/],
    [{ ...OLLAMA, LLM_USD_PER_WORKFLOW: '1' }, /the price of m is not known/],
  ];
  for (const [env, message] of wrong) assert.throws(() => readConfig(env), message);
});

test('the key is never shown', () => {
  const config = readConfig({ ...OLLAMA, LLM_API_KEY: 'hush-hush' });
  assert.ok(!JSON.stringify(config.inForce).includes('hush-hush'));
});
