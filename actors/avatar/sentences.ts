/** Cuts prose into sentences without losing or changing a word. */

const ABBREVIATIONS = new Set([
  'e.g.',
  'i.e.',
  'etc.',
  'vs.',
  'cf.',
  'mr.',
  'mrs.',
  'ms.',
  'dr.',
  'no.',
  'fig.',
  'sec.',
  'approx.',
  'incl.',
  'al.',
]);

/** Sentences in order; joined by single spaces they are the whitespace-normalised text again. */
export function sentencesOf(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const sentences: string[] = [];
  let current: string[] = [];
  words.forEach((word, at) => {
    current.push(word);
    if (endsSentence(word, words[at + 1])) {
      sentences.push(current.join(' '));
      current = [];
    }
  });
  if (current.length > 0) sentences.push(current.join(' '));
  return sentences;
}

function endsSentence(word: string, next: string | undefined): boolean {
  if (next === undefined) return true;
  if (!/[.!?…]["'”’)\]]*$/.test(word)) return false;
  if (ABBREVIATIONS.has(word.toLowerCase().replace(/^[("'“‘[]+/, ''))) return false;
  if (/^[A-Z]\.$/.test(word)) return false;
  return /^["'“‘([]*[\p{Lu}\d]/u.test(next) || /[!?]/.test(word);
}
