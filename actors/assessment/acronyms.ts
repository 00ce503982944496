/** Whether a text gives an acronym away by writing it out. */
import { words } from './wording.ts';

/** "Redis Serialization Protocol" beside "RESP3": the first letters of words in a row make the acronym, but for one. */
export function spellsOut(codes: string, text: string): boolean {
  const acronyms = [...codes.matchAll(/\b([A-Z]{3,6})\d?\b/g)].map(([, letters = '']) => letters);
  const initials = words(text).map((word) => word.slice(0, 1).toUpperCase());
  return acronyms.some((acronym) =>
    initials.some((_, at) =>
      [acronym.length - 1, acronym.length].some(
        (length) =>
          length >= 3 &&
          at + length <= initials.length &&
          isWithin(initials.slice(at, at + length), acronym),
      ),
    ),
  );
}

/** Whether the letters come in this order in the word, the first one first. */
function isWithin(letters: readonly string[], word: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const found = word.indexOf(letter, from);
    if (found < 0) return false;
    from = found + 1;
  }
  return letters[0] === word[0];
}
