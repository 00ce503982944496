/** The language model as configured: who, where, and how much it may cost. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

export interface LanguageModelConfig {
  provider: 'openai-compatible' | 'anthropic' | 'google';
  baseUrl: string;
  model: string;
  judge: string;
  /** Turns passages into vectors for search by meaning; without it words alone are searched. */
  embeddingModel: string | undefined;
  apiKey: string | undefined;
  timeoutMs: number;
  /** Per workflow. */
  tokensMax: number;
  dollarsMax: number | null;
  /** US dollars a million tokens, by model; a model that is not here has an unknown price. */
  prices: Record<string, { prompt: number; completion: number; cached?: number | undefined }>;
}

interface Values {
  LLM_PROVIDER?: LanguageModelConfig['provider'] | undefined;
  LLM_BASE_URL?: string | undefined;
  LLM_MODEL?: string | undefined;
  LLM_JUDGE_MODEL?: string | undefined;
  LLM_EMBEDDING_MODEL?: string | undefined;
  LLM_API_KEY?: string | undefined;
  LLM_TIMEOUT_SECONDS: number;
  LLM_TOKENS_PER_WORKFLOW: number;
  LLM_USD_PER_WORKFLOW?: number | undefined;
  LLM_PRICES?: string | undefined;
}

const PUBLIC_ADDRESS = {
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
};

const dollars = z.number().min(0);
const priceTable = z.record(
  z.string(),
  z.strictObject({ prompt: dollars, completion: dollars, cached: dollars.optional() }),
);

/** @throws Error naming the variables that contradict or miss each other */
export function languageModelOf(value: Values): LanguageModelConfig | undefined {
  const { LLM_PROVIDER: provider, LLM_MODEL: model, LLM_API_KEY: apiKey } = value;
  if (provider === undefined) {
    const set = (['LLM_BASE_URL', 'LLM_MODEL', 'LLM_API_KEY', 'LLM_EMBEDDING_MODEL'] as const).find(
      (name) => value[name],
    );
    if (set) refuse(`${set}: nothing is sent without LLM_PROVIDER; set it, or unset ${set}`);
    return undefined;
  }
  if (model === undefined) return refuse('LLM_MODEL: name the model to use');
  if (provider !== 'openai-compatible' && apiKey === undefined)
    refuse(`LLM_API_KEY: ${provider} takes no call without a key`);
  const embeddingModel = value.LLM_EMBEDDING_MODEL;
  if (provider === 'anthropic' && embeddingModel !== undefined)
    refuse('LLM_EMBEDDING_MODEL: anthropic has no embedding models; unset it');
  const judge = value.LLM_JUDGE_MODEL ?? model;
  const prices = pricesOf(value.LLM_PRICES);
  const dollarsMax = value.LLM_USD_PER_WORKFLOW ?? null;
  const unpriced = [model, judge].find((name) => prices[name] === undefined);
  if (dollarsMax !== null && unpriced !== undefined)
    refuse(`LLM_USD_PER_WORKFLOW: the price of ${unpriced} is not known; add it to LLM_PRICES`);
  return {
    ...{ provider, model, judge, embeddingModel, apiKey, dollarsMax, prices },
    baseUrl: baseUrlOf(provider, value.LLM_BASE_URL),
    timeoutMs: value.LLM_TIMEOUT_SECONDS * 1000,
    tokensMax: value.LLM_TOKENS_PER_WORKFLOW,
  };
}

function baseUrlOf(provider: LanguageModelConfig['provider'], given: string | undefined): string {
  if (given === undefined) {
    if (provider !== 'openai-compatible') return PUBLIC_ADDRESS[provider];
    return refuse('LLM_BASE_URL: say where the OpenAI-compatible server is');
  }
  const { protocol, hostname, username, password } = new URL(given);
  if (username !== '' || password !== '')
    refuse('LLM_BASE_URL: a name or password does not belong here; set LLM_API_KEY');
  // A key and documents would cross the internet for everybody to read.
  if (protocol === 'http:' && !isNamedNearby(hostname))
    refuse('LLM_BASE_URL: plain http is for this machine or a private address; use https');
  return given.replace(/\/+$/, '');
}

function isNamedNearby(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 6) return bare === '::1' || /^f[cd]/.test(bare);
  return NEARBY.check(bare) || bare === 'localhost' || bare.endsWith('.localhost');
}

const NEARBY = new BlockList();
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  NEARBY.addSubnet(network, prefix, 'ipv4');

function pricesOf(text: string | undefined): LanguageModelConfig['prices'] {
  if (text === undefined) return {};
  try {
    return priceTable.parse(JSON.parse(text));
  } catch {
    return refuse(
      'LLM_PRICES: not a table such as {"MODEL": {"prompt": 1, "completion": 4, "cached": 0.1}}',
    );
  }
}

function refuse(fault: string): never {
  throw new Error(`configuration: ${fault}`);
}
