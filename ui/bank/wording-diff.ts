/** What changed between two wordings, word by word. */

export interface Piece {
  text: string;
  kind: 'same' | 'gone' | 'new';
}

const WORDS_MAX = 600;

/** Below this share of common words the two are told one after the other: a mixture reads as neither. */
const COMMON_MIN = 0.4;

/** Longest common subsequence over words; texts that are long or hardly alike are swapped whole. */
export function diffOf(before: string, after: string): Piece[] {
  if (before === after) return before === '' ? [] : [{ text: before, kind: 'same' }];
  const [left, right] = [partsOf(before), partsOf(after)];
  if (left.length > WORDS_MAX || right.length > WORDS_MAX) return merged(swapped(left, right));
  const table = commonLengths(left, right);
  const common = (table[0]?.[0] ?? 0) / Math.max(left.length, right.length);
  return merged(common < COMMON_MIN ? swapped(left, right) : walked(left, right, table));
}

function partsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function swapped(left: string[], right: string[]): Piece[] {
  return [
    ...left.map((text): Piece => ({ text, kind: 'gone' })),
    ...right.map((text): Piece => ({ text, kind: 'new' })),
  ];
}

/** `table[i][j]`: how much the ends from i and from j have in common. */
function commonLengths(left: string[], right: string[]): Uint16Array[] {
  const table = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const row = table[i] as Uint16Array;
      const below = table[i + 1] as Uint16Array;
      row[j] =
        left[i] === right[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

function walked(left: string[], right: string[], table: Uint16Array[]): Piece[] {
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      pieces.push({ text: left[i] ?? '', kind: 'same' });
      i += 1;
      j += 1;
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) {
      pieces.push({ text: left[i] ?? '', kind: 'gone' });
      i += 1;
    } else {
      pieces.push({ text: right[j] ?? '', kind: 'new' });
      j += 1;
    }
  }
  return [...pieces, ...swapped(left.slice(i), right.slice(j))];
}

function merged(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}
