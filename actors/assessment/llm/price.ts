/** What a call costs, where that is known; and what it weighs against the budget. */
import type { Price, Usage } from './ports.ts';

const MILLION = 1_000_000;
/** English text has about four characters a token; three errs on the side of the budget. */
const CHARACTERS_PER_TOKEN = 3;

/** US dollars; null when the price or the tokens are unknown, never a made-up 0. */
export function costOf(usage: Usage, price: Price | undefined): number | null {
  if (!price || usage.prompt === null || usage.completion === null) return null;
  const cached = Math.min(usage.cached ?? 0, usage.prompt);
  return (
    ((usage.prompt - cached) * price.prompt +
      cached * (price.cached ?? price.prompt) +
      usage.completion * price.completion) /
    MILLION
  );
}

/** Tokens of a text, from its length alone. */
export function estimatedTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
