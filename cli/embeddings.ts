/** Search by meaning, where a model for it is configured; else the store as it is. */
import type { KnowledgeStore } from '../actors/knowledge/ports.ts';
import type { Log } from '../actors/ports.ts';
import type { Config } from '../ops/config.ts';
import type { TextVectors } from '../persistence/text-vectors.ts';

interface Parts {
  config: Config['languageModel'];
  vectors: TextVectors;
  log: Log;
  now: () => number;
}

export async function openMeaning<Store extends KnowledgeStore>(
  store: Store,
  { config, vectors, log, now }: Parts,
): Promise<Store> {
  if (config?.embeddingModel === undefined || config.provider === 'anthropic') return store;
  const [{ withMeaning }, { createEmbedder }, { openModelDoor }] = await Promise.all([
    import('../actors/knowledge/embedding/meaning.ts'),
    import('../actors/knowledge/embedding/provider.ts'),
    import('../actors/assessment/llm/door.ts'),
  ]);
  const { provider, baseUrl, embeddingModel: model, apiKey, timeoutMs } = config;
  const fetch = openModelDoor(baseUrl, now, (exchange) =>
    log.info({ ...exchange }, 'embedding model called'),
  );
  const embedder = createEmbedder({ provider, baseUrl, model, apiKey, timeoutMs, fetch });
  return withMeaning(store, { embedder, shelf: vectors, log, now });
}
