/** The AI SDK's embedding models behind our port; loaded when first used, and through the outbound door alone. */
import type { EmbeddingModel } from 'ai';
import type { FetchLike } from '../../outbound/door.ts';
import type { Embedder } from './ports.ts';

export interface EmbedderOptions {
  provider: 'openai-compatible' | 'google';
  baseUrl: string;
  model: string;
  apiKey: string | undefined;
  /** Longest one call may take, milliseconds. */
  timeoutMs: number;
  fetch: FetchLike;
}

export function createEmbedder(options: EmbedderOptions): Embedder {
  let opening: Promise<[typeof import('ai'), EmbeddingModel]> | undefined;
  return {
    model: `${options.provider} ${options.model}`,
    async embed(values) {
      opening ??= Promise.all([import('ai'), modelOf(options)]);
      const [sdk, model] = await opening;
      const { embeddings } = await sdk.embedMany({
        model,
        values,
        maxRetries: 1,
        abortSignal: AbortSignal.timeout(options.timeoutMs),
      });
      return embeddings.map((vector) => Float32Array.from(vector));
    },
  };
}

async function modelOf(options: EmbedderOptions): Promise<EmbeddingModel> {
  const { provider, baseUrl: baseURL, model, apiKey } = options;
  const fetch = options.fetch as typeof globalThis.fetch;
  const key = apiKey === undefined ? {} : { apiKey };
  if (provider === 'google') {
    const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
    return createGoogleGenerativeAI({ baseURL, fetch, ...key }).embeddingModel(model);
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ name: 'configured', baseURL, fetch, ...key }).embeddingModel(
    model,
  );
}
