/**
 * Stands between the room and the model: asks each thing once, keeps the answer before it is used,
 * and watches the budget. A process that dies loses at most the one call that was under way.
 */
import { PresGenError, terminal } from '../../../runtime/errors.ts';
import { digest } from '../draw.ts';
import type { Ask, CallRecord, QuestionWriter, Reply } from './ports.ts';
import { costOf, estimatedTokens } from './price.ts';

/** Failed calls of one round after which the rest is made without the model. */
export const PATIENCE = 3;

export type Answer<T> =
  | { ok: true; value: T; key: string }
  | { ok: false; why: 'broken' | 'refused' };

export interface Clerk {
  /** @throws PresGenError transient: try again; LLM_GIVEN_UP or LLM_BUDGET_SPENT: go on without */
  ask<T>(ask: Ask, item: string | null): Promise<Answer<T>>;
  /** Every call of this workflow and round so far, stored or new. */
  records(): CallRecord[];
}

export interface ClerkRun {
  writer: QuestionWriter;
  workflow: string;
  round: number;
  signal: AbortSignal;
}

/** Whether the model is of no more use in this run, for a reason that is no defect of ours. */
export function endsTheModel(error: unknown): error is PresGenError {
  return (
    error instanceof PresGenError &&
    (error.code === 'LLM_GIVEN_UP' || error.code === 'LLM_BUDGET_SPENT')
  );
}

export async function openClerk(run: ClerkRun): Promise<Clerk> {
  const { writer, workflow, round } = run;
  const known = new Map((await writer.shelf.ofWorkflow(workflow)).map((each) => [each.key, each]));
  const keep = async (record: CallRecord): Promise<void> => {
    await writer.shelf.put(record);
    known.set(record.key, record);
    writer.called(record);
  };
  const records = (): CallRecord[] => [...known.values()].filter((each) => each.round === round);
  return {
    records,
    async ask<T>(ask: Ask, item: string | null): Promise<Answer<T>> {
      const model = writer.model.nameFor(ask.purpose);
      const key = digest(workflow, String(round), ask.purpose, model, ask.instructions, ask.prompt);
      const stored = known.get(key);
      if (stored) return answerOf<T>(stored);
      refuseSpent(writer, [...known.values()], ask);
      const base = { key, workflow, round, purpose: ask.purpose, item, model };
      let reply: Reply;
      try {
        reply = await writer.model.ask(ask, run.signal);
      } catch (error) {
        run.signal.throwIfAborted();
        throw await noteFailure(error, base, records(), keep, writer.now());
      }
      const record = recordOf(base, ask, reply, writer);
      await keep(record);
      return answerOf<T>(record);
    },
  };
}

type Base = Pick<CallRecord, 'key' | 'workflow' | 'round' | 'purpose' | 'item' | 'model'>;

function answerOf<T>({ outcome, value, key }: CallRecord): Answer<T> {
  if (outcome === 'answered') return { ok: true, value: value as T, key };
  return { ok: false, why: outcome === 'refused' ? 'refused' : 'broken' };
}

function recordOf(base: Base, ask: Ask, reply: Reply, writer: QuestionWriter): CallRecord {
  const { usage, outcome, value } = reply;
  const prompt = usage.prompt ?? estimatedTokens(ask.instructions + ask.prompt);
  const completion = usage.completion ?? estimatedTokens(JSON.stringify(value ?? ''));
  return {
    ...base,
    at: writer.now(),
    outcome,
    usage,
    tokens: prompt + completion,
    cost: costOf(usage, writer.prices[base.model]),
    value,
  };
}

/** Keeps that it failed, and says what follows: another attempt of the whole call, or going without. */
async function noteFailure(
  error: unknown,
  base: Base,
  records: readonly CallRecord[],
  keep: (record: CallRecord) => Promise<void>,
  at: number,
): Promise<unknown> {
  if (!(error instanceof PresGenError) || error.kind === 'bug') return error;
  const failures = records.filter(({ outcome }) => outcome === 'failed').length + 1;
  const usage = { prompt: null, completion: null, cached: null };
  const key = `${base.key}-failed-${failures}`;
  await keep({ ...base, key, at, outcome: 'failed', usage, tokens: 0, cost: null, value: null });
  if (error.kind === 'transient' && failures < PATIENCE) return error;
  return terminal('LLM_GIVEN_UP', error.message, error);
}

/** Refuses before the call is made: what would pass the budget is not begun. */
function refuseSpent(
  { limits, prices, model }: QuestionWriter,
  records: readonly CallRecord[],
  ask: Ask,
): void {
  const next = estimatedTokens(ask.instructions + ask.prompt);
  const tokens = records.reduce((sum, each) => sum + each.tokens, 0);
  if (tokens + next > limits.tokens)
    throw terminal(
      'LLM_BUDGET_SPENT',
      `${tokens} of the ${limits.tokens} tokens this workflow may use are spent.`,
    );
  if (limits.dollars === null) return;
  const dollars = records.reduce((sum, each) => sum + (each.cost ?? 0), 0);
  const price = prices[model.nameFor(ask.purpose)];
  const ahead = costOf({ prompt: next, completion: 0, cached: 0 }, price) ?? 0;
  if (dollars + ahead > limits.dollars)
    throw terminal(
      'LLM_BUDGET_SPENT',
      `$${dollars.toFixed(4)} of the $${limits.dollars} this workflow may cost are spent.`,
    );
}
