/** What changed in a text, word by word. */

export interface Piece {
  text: string;
  change: 'kept' | 'removed' | 'added';
}

/** Longer texts are compared as a whole between their common beginning and end. */
const WORDS_MAX = 600;
/** With less in common than this a text counts as written anew, which reads better than shreds. */
const KEPT_MIN = 0.3;

/** The pieces of both texts in reading order; neighbours of one kind are one piece. */
export function wordDiff(before: string, after: string): Piece[] {
  const [old, present] = [wordsOf(before), wordsOf(after)];
  const head = common(old, present);
  const tail = common(old.slice(head).reverse(), present.slice(head).reverse());
  const middle = between(
    old.slice(head, old.length - tail),
    present.slice(head, present.length - tail),
  );
  const kept = (words: string[]): Piece[] => words.map((text) => ({ text, change: 'kept' }));
  const end = tail === 0 ? [] : present.slice(-tail);
  return joined([...kept(present.slice(0, head)), ...middle, ...kept(end)]);
}

/** A word carries the space behind it, so that what is kept is never a lone space. */
function wordsOf(text: string): string[] {
  return text.match(/^\s+|\S+\s*/g) ?? [];
}

/** The last word of a text has no space behind it and is the same word all the same. */
function isSame(left: string | undefined, right: string | undefined): boolean {
  return left?.trimEnd() === right?.trimEnd();
}

function common(left: string[], right: string[]): number {
  let at = 0;
  while (at < left.length && at < right.length && isSame(left[at], right[at])) at += 1;
  return at;
}

function between(old: string[], present: string[]): Piece[] {
  const anew: Piece[] = [
    { text: old.join(''), change: 'removed' },
    { text: present.join(''), change: 'added' },
  ];
  if (old.length > WORDS_MAX || present.length > WORDS_MAX) return anew;
  const lengths = longest(old, present);
  const shared = lengths[0]?.[0] ?? 0;
  if (shared < KEPT_MIN * Math.max(old.length, present.length)) return anew;
  return walked(old, present, lengths);
}

function walked(old: string[], present: string[], lengths: number[][]): Piece[] {
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < present.length) {
    const [was, is] = [old[i], present[j]];
    if (is !== undefined && isSame(was, is)) {
      pieces.push({ text: is, change: 'kept' });
      i += 1;
      j += 1;
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ text: was, change: 'removed' });
      i += 1;
    } else {
      pieces.push({ text: is ?? '', change: 'added' });
      j += 1;
    }
  }
  return pieces;
}

/** Length of the longest common run of words from each pair of places on. */
function longest(old: string[], present: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(present.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = present.length - 1; j >= 0; j -= 1) {
      const [row, next] = [table[i] as number[], table[i + 1] as number[]];
      row[j] = isSame(old[i], present[j])
        ? (next[j + 1] ?? 0) + 1
        : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

/** Between two kept pieces first everything removed, then everything added. */
function joined(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  let [removed, added] = ['', ''];
  const flush = (): void => {
    if (removed !== '') result.push({ text: removed, change: 'removed' });
    if (added !== '') result.push({ text: added, change: 'added' });
    [removed, added] = ['', ''];
  };
  for (const { text, change } of pieces) {
    if (change === 'removed') removed += text;
    else if (change === 'added') added += text;
    else {
      flush();
      const last = result.at(-1);
      if (last?.change === 'kept') last.text += text;
      else if (text !== '') result.push({ text, change });
    }
  }
  flush();
  return result;
}
