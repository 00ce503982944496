/** What a few answers allow to be said about mastery: gap, mastered, or honestly undetermined. */
import type { DomainResult, Mastery } from '../content.ts';
import { betaBelow, betaQuantile } from './beta.ts';

const SURE = 0.8;

/** `correct` of `items` right, under a flat Beta(1,1) prior; `cut` is the pass mark, 0 to 1. */
export function masteryOf(
  items: number,
  correct: number,
  cut: number,
): Pick<DomainResult, 'p_below_cut' | 'interval' | 'verdict'> {
  const a = correct + 1;
  const b = items - correct + 1;
  const below = betaBelow(cut, a, b);
  return {
    p_below_cut: below,
    interval: [betaQuantile(0.1, a, b), betaQuantile(0.9, a, b)],
    verdict: items === 0 ? 'undetermined' : verdictOf(below),
  };
}

/** Probability of being below the cut: from .8 on a gap, up to .2 mastered, else undetermined. */
export function verdictOf(below: number): Mastery {
  if (below >= SURE) return 'gap';
  return below <= 1 - SURE ? 'mastered' : 'undetermined';
}
