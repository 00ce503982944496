/** What having questions written came to: calls, tokens, money, what survived and what did not. */
import type { Generation, Item } from '../../content.ts';
import type { CallRecord } from './ports.ts';
import type { Desk } from './write-domain.ts';

/** Calls, tokens and money of these records; null where one part of the sum is unknown. */
export function spendOf(records: readonly CallRecord[]): Generation['spend'] {
  const made = records.filter(({ outcome }) => outcome !== 'failed');
  return {
    calls: records.length,
    failed: records.length - made.length,
    prompt_tokens: sum(made.map(({ usage }) => usage.prompt)),
    completion_tokens: sum(made.map(({ usage }) => usage.completion)),
    cached_tokens: sum(made.map(({ usage }) => usage.cached ?? 0)),
    cost_usd: sum(records.map(({ cost }) => cost)),
  };
}

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  );
}

/** The item with what its own checks took; proposals and repairs are counted for the set alone. */
export function withSpend(item: Item, records: readonly CallRecord[]): Item {
  const own = records.filter((record) => record.item === item.id);
  const { calls, prompt_tokens, completion_tokens, cost_usd } = spendOf(own);
  return {
    ...item,
    generator: { ...item.generator, spend: { calls, prompt_tokens, completion_tokens, cost_usd } },
  };
}

export function generationOf(
  desk: Desk,
  written: number,
  offline: number,
  stopped: Generation['stopped'],
): Generation {
  const dropped = Map.groupBy(desk.drops, ({ reason }) => reason);
  return {
    model: desk.model,
    proposed: desk.proposed,
    survived: written,
    repaired: desk.repaired,
    dropped: [...dropped].map(([reason, list]) => ({ reason, count: list.length })),
    offline,
    stopped,
    spend: spendOf(desk.clerk.records()),
  };
}

/** One line for the timeline and the report. */
export function accountWords(generation: Generation): string {
  const { model, proposed, survived, repaired, dropped, offline, spend } = generation;
  const drops = dropped.map(({ reason, count }) => `${reason.replaceAll('_', ' ')} ${count}`);
  return [
    `${model} proposed ${proposed} questions, ${survived} passed every check`,
    repaired > 0 ? ` (${repaired} of them after one repair)` : '',
    drops.length > 0 ? `; dropped: ${drops.join(', ')}` : '',
    `. ${offline} were made without the model. `,
    `${spend.calls} calls (${spend.failed} failed), `,
    spend.prompt_tokens === null || spend.completion_tokens === null
      ? 'tokens not all reported, '
      : `${spend.prompt_tokens} + ${spend.completion_tokens} tokens, `,
    spend.cost_usd === null ? 'cost unknown.' : `$${spend.cost_usd.toFixed(4)}.`,
  ].join('');
}
