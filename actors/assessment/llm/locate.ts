/** Finds a quote in a passage. The model's word for where it stands is never taken. */

export interface Span {
  start: number;
  end: number;
}

const WORDS_MIN = 4;

/**
 * Offsets into `text` of the quote within [from, to); only white space may differ. Null where it does
 * not stand there word for word, or is too short to prove anything.
 */
export function locate(text: string, from: number, to: number, quote: string): Span | null {
  const parts = quote.trim().split(/\s+/);
  if (parts.length < WORDS_MIN) return null;
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(escaped.join('\\s+')).exec(text.slice(from, to));
  return found ? { start: from + found.index, end: from + found.index + found[0].length } : null;
}
