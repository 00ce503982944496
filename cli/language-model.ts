/** The configured language model, or none: then no call leaves for one and nothing of it is loaded. */
import type { QuestionWriter } from '../actors/assessment/llm/ports.ts';
import type { Log } from '../actors/ports.ts';
import type { Config } from '../ops/config.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { LanguageCalls } from '../persistence/language-calls.ts';

interface Parts {
  config: Config['languageModel'];
  calls: LanguageCalls;
  metrics: Pick<Metrics, 'languageCall'>;
  log: Log;
  now: () => number;
}

export async function openLanguageModel(parts: Parts): Promise<QuestionWriter | undefined> {
  const { config, calls, metrics, log, now } = parts;
  if (config === undefined) return undefined;
  const [{ createProvider }, { openModelDoor }] = await Promise.all([
    import('../actors/assessment/llm/provider.ts'),
    import('../actors/assessment/llm/door.ts'),
  ]);
  const { provider, baseUrl, model, judge, apiKey, timeoutMs } = config;
  const fetch = openModelDoor(baseUrl, now, (exchange) =>
    log.info({ ...exchange }, 'language model called'),
  );
  return {
    model: createProvider({ provider, baseUrl, model, judge, apiKey, timeoutMs, fetch }),
    shelf: calls as QuestionWriter['shelf'],
    limits: { tokens: config.tokensMax, dollars: config.dollarsMax },
    prices: config.prices,
    now,
    called: ({ purpose, outcome, usage, cost }) =>
      metrics.languageCall(purpose, outcome, usage, cost),
  };
}
