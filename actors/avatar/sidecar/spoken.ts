/** A written text as the rendering program's voice says it, word by word. */
import { type LexiconEntry, speak } from '../lexicon.ts';

/** `words[i]` is the index of the written word that the i-th spoken word stands for; it never falls. */
export function spokenWords(
  written: string,
  lexicon: LexiconEntry[],
): { text: string; words: number[] } {
  const starts = [...written.matchAll(/\S+/g)].map(({ index }) => index);
  const spoken = speak(written, lexicon);
  const tokens = [...spoken.text.matchAll(/\S+/g)];
  let reached = 0;
  const words = tokens.map(({ index }) => {
    const offset = spoken.origin[index] ?? 0;
    reached = Math.max(
      reached,
      starts.findLastIndex((start) => start <= offset),
    );
    return reached;
  });
  return { text: tokens.map(([token]) => token).join(' '), words };
}
