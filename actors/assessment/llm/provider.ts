/**
 * The AI SDK behind our port. Nothing of it is loaded before the first question is asked, and it
 * reaches the network through the outbound door alone.
 */
import type { LanguageModel as SdkModel } from 'ai';
import type { FetchLike } from '../../outbound/door.ts';
import type { Ask, LanguageModel, Reply, Usage } from './ports.ts';
import { failureOf } from './provider-failure.ts';

export interface ProviderOptions {
  provider: 'openai-compatible' | 'anthropic' | 'google';
  baseUrl: string;
  model: string;
  /** Answers and judges; the same as `model` where nobody else was named. */
  judge: string;
  apiKey: string | undefined;
  /** Longest one answer may take, milliseconds. */
  timeoutMs: number;
  fetch: FetchLike;
}

type Sdk = typeof import('ai');

/** Room for an answer; more than any of ours needs, less than what a runaway one would cost. */
const ANSWER_TOKENS_MAX = 4096;

export function createProvider(options: ProviderOptions): LanguageModel {
  const nameFor: LanguageModel['nameFor'] = (purpose) =>
    purpose === 'propose' || purpose === 'repair' ? options.model : options.judge;
  let opening: Promise<[Sdk, (name: string) => SdkModel]> | undefined;
  return {
    nameFor,
    async ask(ask, signal) {
      opening ??= Promise.all([import('ai'), modelsOf(options)]);
      const [sdk, models] = await opening;
      const patience = AbortSignal.timeout(options.timeoutMs);
      try {
        return await exchange(sdk, models(nameFor(ask.purpose)), ask, [signal, patience]);
      } catch (error) {
        throw failureOf(sdk, error, patience.aborted ? options.timeoutMs : null);
      }
    },
  };
}

async function exchange(
  sdk: Sdk,
  model: SdkModel,
  ask: Ask,
  signals: AbortSignal[],
): Promise<Reply> {
  try {
    const { output, usage, finishReason } = await sdk.generateText({
      model,
      instructions: ask.instructions,
      prompt: ask.prompt,
      output: sdk.Output.object({ schema: ask.schema }),
      maxRetries: 0,
      maxOutputTokens: ANSWER_TOKENS_MAX,
      temperature: 0,
      abortSignal: AbortSignal.any(signals),
    });
    if (finishReason === 'content-filter') return unusable('refused', usage);
    return { outcome: 'answered', value: output, usage: usageOf(usage) };
  } catch (error) {
    const { NoObjectGeneratedError, NoOutputGeneratedError } = sdk;
    if (NoObjectGeneratedError.isInstance(error))
      return unusable(
        error.finishReason === 'content-filter' || !error.text ? 'refused' : 'broken',
        error.usage,
      );
    if (NoOutputGeneratedError.isInstance(error)) return unusable('refused', undefined);
    throw error;
  }
}

type SdkUsage = Awaited<ReturnType<Sdk['generateText']>>['usage'];

function unusable(outcome: 'broken' | 'refused', usage: SdkUsage | undefined): Reply {
  return { outcome, value: null, usage: usageOf(usage) };
}

function usageOf(usage: SdkUsage | undefined): Usage {
  return {
    prompt: usage?.inputTokens ?? null,
    completion: usage?.outputTokens ?? null,
    cached: usage?.inputTokenDetails?.cacheReadTokens ?? null,
  };
}

/** The models of the configured provider, by name; its package is loaded now. */
async function modelsOf(options: ProviderOptions): Promise<(name: string) => SdkModel> {
  const { provider, baseUrl: baseURL, apiKey } = options;
  const fetch = options.fetch as typeof globalThis.fetch;
  const key = apiKey === undefined ? {} : { apiKey };
  if (provider === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic({ baseURL, fetch, ...key });
  }
  if (provider === 'google') {
    const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
    return createGoogleGenerativeAI({ baseURL, fetch, ...key });
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({
    name: 'configured',
    baseURL,
    fetch,
    supportsStructuredOutputs: true,
    ...key,
  });
}
