/** Chance that repeats itself: numbers for simulated learners, from a seed (mulberry32). */

export interface Chance {
  /** Uniform on [0, 1). */
  share(): number;
  /** Standard normal, by Box and Muller. */
  normal(): number;
  /** Beta(a, b) for whole a and b: the a-th smallest of a + b − 1 uniform numbers. */
  beta(a: number, b: number): number;
}

export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    share,
    normal: () => Math.sqrt(-2 * Math.log(1 - share())) * Math.cos(2 * Math.PI * share()),
    beta: (a, b) =>
      Array.from({ length: a + b - 1 }, share).toSorted((left, right) => left - right)[a - 1] ?? 0,
  };
}
