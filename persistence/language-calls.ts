/** What language models were asked and answered; the same shape as the assessment's shelf. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { LanguageCallRow } from './entities/language.ts';
import { throughJson } from './json-text.ts';

/** One call. `cost` in US dollars; null wherever the provider or a price table did not say. */
export interface LanguageCall {
  key: string;
  workflow: string;
  round: number;
  purpose: string;
  item: string | null;
  model: string;
  /** Milliseconds since 1970. */
  at: number;
  outcome: string;
  usage: { prompt: number | null; completion: number | null; cached: number | null };
  /** Tokens that count against the budget. */
  tokens: number;
  cost: number | null;
  value: unknown;
}

export interface LanguageCalls {
  get(key: string): Promise<LanguageCall | null>;
  /** The first call of a key stays. */
  put(call: LanguageCall): Promise<void>;
  /** Oldest first. */
  ofWorkflow(workflow: string): Promise<LanguageCall[]>;
}

export function createLanguageCalls(db: Database): LanguageCalls {
  const em = () => db.orm.em.fork();
  return withDatabaseFailures<LanguageCalls>({
    async get(key) {
      const row = await em().findOne(LanguageCallRow, { key });
      return row && call(row);
    },
    async put({ usage, value, ...rest }) {
      const row = {
        ...rest,
        promptTokens: usage.prompt,
        completionTokens: usage.completion,
        cachedTokens: usage.cached,
        // A bare null or string is no object to the driver, so every answer is put into one.
        value: throughJson({ value: value ?? null }),
      };
      await em().upsert(LanguageCallRow, row, {
        onConflictFields: ['key'],
        onConflictAction: 'ignore',
      });
    },
    async ofWorkflow(workflow) {
      const oldestFirst = { orderBy: { at: 'asc', key: 'asc' } } as const;
      return (await em().find(LanguageCallRow, { workflow }, oldestFirst)).map(call);
    },
  });
}

function call(row: LanguageCallRow): LanguageCall {
  const { key, workflow, round, purpose, model, at, outcome, tokens } = row;
  return {
    ...{ key, workflow, round, purpose, model, at, outcome, tokens },
    item: row.item ?? null,
    usage: {
      prompt: row.promptTokens ?? null,
      completion: row.completionTokens ?? null,
      cached: row.cachedTokens ?? null,
    },
    cost: row.cost === null || row.cost === undefined ? null : Number(row.cost),
    value: (row.value as { value?: unknown } | null)?.value ?? null,
  };
}
