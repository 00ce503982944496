/**
 * When each written word of a sentence is heard. Sentence starts and ends are exact, for every
 * sentence is its own sound; inside, words share the speech between pauses by their spoken length.
 */
import type { Spoken } from './lexicon.ts';

/** A written word and the seconds at which it is heard. */
export interface TimedWord {
  word: string;
  start: number;
  end: number;
}

interface Clause {
  words: { word: string; weight: number }[];
}

/** `runs` are the stretches of speech in seconds, in order, not overlapping. */
export function timeWords(written: string, spoken: Spoken, runs: [number, number][]): TimedWord[] {
  const clauses = clausesOf(written, spoken);
  const first = runs[0];
  const last = runs.at(-1);
  if (!first || !last) return [];
  if (clauses.length === runs.length) {
    return clauses.flatMap((clause, i) => share(clause.words, [runs[i] ?? first]));
  }
  return share(
    clauses.flatMap((clause) => clause.words),
    runs,
  );
}

function clausesOf(written: string, spoken: Spoken): Clause[] {
  const weights = new Float64Array(written.length);
  spoken.origin.forEach((offset, i) => {
    const letter = spoken.text[i] ?? ' ';
    weights[offset] = (weights[offset] ?? 0) + (/\d/.test(letter) ? 3 : letter === ' ' ? 0.3 : 1);
  });
  const clauses: Clause[] = [{ words: [] }];
  for (const match of written.matchAll(/\S+/g)) {
    let weight = 0.2;
    for (let i = 0; i < match[0].length; i += 1) weight += weights[match.index + i] ?? 0;
    clauses.at(-1)?.words.push({ word: match[0], weight });
    if (/[,;:.!?]$/.test(match[0])) clauses.push({ words: [] });
  }
  return clauses.filter((clause) => clause.words.length > 0);
}

function share(words: { word: string; weight: number }[], runs: [number, number][]): TimedWord[] {
  const total = words.reduce((sum, { weight }) => sum + weight, 0);
  const speech = runs.reduce((sum, [start, end]) => sum + end - start, 0);
  let passed = 0;
  return words.map(({ word, weight }) => {
    const start = at(runs, (passed / total) * speech, true);
    passed += weight;
    return { word, start, end: at(runs, (passed / total) * speech, false) };
  });
}

/** The second at which `spent` seconds of speech have been heard; a tie goes past the pause for starts. */
function at(runs: [number, number][], spent: number, isStart: boolean): number {
  let left = spent;
  for (const [start, end] of runs) {
    const length = end - start;
    if (isStart ? left < length - 1e-9 : left <= length + 1e-9) return start + left;
    left -= length;
  }
  return runs.at(-1)?.[1] ?? 0;
}
