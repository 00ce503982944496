/** What writing questions with a language model needs: the model, a shelf of its answers, limits. */
import type { z } from 'zod';

/** What a call is for; a closed list, so that metrics can be labelled with it. */
export const PURPOSES = ['propose', 'answer_with', 'answer_without', 'judge', 'repair'] as const;
export type Purpose = (typeof PURPOSES)[number];

/**
 * How a call ended. `broken`: an answer that is not of the asked shape; `refused`: the model would
 * not; `failed`: no answer at all, after which money may still be owed.
 */
export const CALL_OUTCOMES = ['answered', 'broken', 'refused', 'failed'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** Tokens as the provider counted them; null where it did not say. `cached` is part of `prompt`. */
export interface Usage {
  prompt: number | null;
  completion: number | null;
  cached: number | null;
}

/** One question to a model. The instructions are ours; the prompt may quote documents. */
export interface Ask {
  purpose: Purpose;
  instructions: string;
  prompt: string;
  schema: z.ZodType;
}

export interface Reply {
  outcome: Exclude<CallOutcome, 'failed'>;
  /** Of the schema when answered, else null. */
  value: unknown;
  usage: Usage;
}

/** A model behind the outbound door. Offers no tools, keeps nothing between calls, never retries. */
export interface LanguageModel {
  /** Name of the model that is asked for this. */
  nameFor(purpose: Purpose): string;
  /** @throws PresGenError transient when a later attempt may succeed, terminal when none will */
  ask(ask: Ask, signal: AbortSignal): Promise<Reply>;
}

/** One call as it is kept. `cost` in US dollars, null where price or tokens are unknown. */
export interface CallRecord {
  key: string;
  workflow: string;
  round: number;
  purpose: Purpose;
  /** Which question it was about; null for proposals. */
  item: string | null;
  model: string;
  at: number;
  outcome: CallOutcome;
  usage: Usage;
  /** Tokens that count against the budget: as reported, else estimated from the length. */
  tokens: number;
  cost: number | null;
  value: unknown;
}

/** Answers by idempotency key: what was answered and stored is never asked, or paid, again. */
export interface CallShelf {
  get(key: string): Promise<CallRecord | null>;
  /** The first record of a key stays. */
  put(record: CallRecord): Promise<void>;
  ofWorkflow(workflow: string): Promise<CallRecord[]>;
}

/** US dollars for a million tokens. */
export interface Price {
  prompt: number;
  completion: number;
  /** For the cached part of the prompt; as `prompt` where not given. */
  cached?: number | undefined;
}

export interface Limits {
  /** Tokens one workflow may use, all its calls together. */
  tokens: number;
  /** US dollars one workflow may cost; null for no such limit. */
  dollars: number | null;
}

/** Everything the room needs to have questions written. */
export interface QuestionWriter {
  model: LanguageModel;
  shelf: CallShelf;
  limits: Limits;
  /** By model name. A model that is not in it has an unknown price. */
  prices: Readonly<Record<string, Price>>;
  now: () => number;
  /** Told of every call that was really made. */
  called: (call: Pick<CallRecord, 'purpose' | 'outcome' | 'usage' | 'cost'>) => void;
}
