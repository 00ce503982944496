/** Seeded chance (mulberry32): the same seed gives the same run, byte for byte. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** True with probability `p`. */
  is(p: number): boolean;
  pick<T>(options: readonly T[]): T;
  below(n: number): number;
  /** A copy in random order. */
  shuffled<T>(items: readonly T[]): T[];
}

export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    is: (p) => next() < p,
    pick: (options) => {
      const chosen = options[below(options.length)];
      if (chosen === undefined) throw new Error('nothing to pick from');
      return chosen;
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
