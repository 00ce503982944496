/** What a sentence says of its subject, without what it adds in passing. */
import { wordCount } from './wording.ts';

/** Clauses that go on about the result or about something else. */
const ADDITION =
  /,\s(?:returning|resulting in|thereby|thus|so that|as well as|and (?:an?|the)\s(?:\S+\s){1,4}(?:is|are))\s.+$/;
/** "(special cases)": a pointer, not a part of the description. */
const POINTER = /\.?\s\((?:[Ss]ee\b[^)]*|[a-z]+(?:\s[a-z]+){0,2})\)\.?$/;
const FEWEST_WORDS = 4;

/** "of all samples in v": the letter of an argument, which a reader has not been shown. */
const ARGUMENT = /(?:\s(?:in|of|on|for|to|from|by))?\s[b-hj-z]$/;

/**
 * The statement up to its first addition, where enough remains; always a beginning of the
 * statement. Of what is called with arguments, the letter of the last one is left out too.
 */
export function toThePoint(statement: string, isCalled = false): string {
  const tails = isCalled ? [ADDITION, POINTER, ARGUMENT] : [ADDITION, POINTER];
  for (const tail of tails) {
    const short = statement.replace(tail, '');
    // "Says that if the file exists, …" has not come to its point yet.
    if (tail === ADDITION && /\b(?:if|when|whether)\b/.test(short)) continue;
    if (short !== statement && wordCount(short) >= FEWEST_WORDS) return toThePoint(short, isCalled);
  }
  return statement;
}
