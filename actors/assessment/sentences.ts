/** Sentences with their places in the text, so that a quote can be shown where it stands. */

/** A sentence; offsets count from the start of the text given to `sentences`. */
export interface Sentence {
  text: string;
  start: number;
  end: number;
}

const ABBREVIATION =
  /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|Mr|Mrs|Ms|Dr|St|No|Fig|Sec|Inc|Ltd|Jr|Sr|al)|(?:^|\s)[A-Z])\.$/;
const BREAK = /[.!?]["”’)]*(?=\s+["“‘(`]?[\p{Lu}\p{N}`_<]|\s*$)/gu;

/** Splits running text; a full stop after an abbreviation or an initial does not end a sentence. */
export function sentences(text: string): Sentence[] {
  const found: Sentence[] = [];
  let start = 0;
  for (const match of text.matchAll(BREAK)) {
    const end = match.index + match[0].length;
    if (end < text.trimEnd().length && ABBREVIATION.test(text.slice(start, match.index + 1)))
      continue;
    push(found, text, start, end);
    start = end;
  }
  push(found, text, start, text.length);
  return found;
}

function push(found: Sentence[], text: string, from: number, to: number): void {
  const raw = text.slice(from, to);
  const trimmed = raw.trim();
  if (trimmed === '') return;
  const start = from + raw.indexOf(trimmed);
  found.push({ text: trimmed, start, end: start + trimmed.length });
}

/** Whether the text ends as a sentence does. */
export function isWhole(text: string): boolean {
  return /[.!?]["”’)]*$/.test(text.trim());
}
