/** Seeded randomness: the same seed draws the same things on every machine and in every run. */
import { createHash } from 'node:crypto';

/** A stream of numbers in [0, 1), and what is drawn from it. */
export interface Draw {
  next(): number;
  /** A whole number in [0, count). */
  index(count: number): number;
  shuffled<T>(list: readonly T[]): T[];
}

/** Hex digest over parts, with a separator that no part can forge. */
export function digest(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part};`);
  return hash.digest('hex');
}

/** Starts a stream from any text (sfc32 over the text's hash). */
export function drawFrom(seed: string): Draw {
  const bytes = createHash('sha256').update(seed).digest();
  let a = bytes.readUInt32LE(0);
  let b = bytes.readUInt32LE(4);
  let c = bytes.readUInt32LE(8);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / 2 ** 32;
  };
  // The first outputs still show the seed's pattern; throwing them away mixes it.
  for (let round = 0; round < 12; round++) next();
  const index = (count: number): number => Math.floor(next() * count);
  return { next, index, shuffled: (list) => shuffle(list, index) };
}

function shuffle<T>(list: readonly T[], index: (count: number) => number): T[] {
  const keyed = list.map((value) => ({ value, order: index(2 ** 31) }));
  return keyed.sort((left, right) => left.order - right.order).map((entry) => entry.value);
}
