/** A simulated learner for rehearsals: plausible answers, the same ones for the same seed. */
import type { Item } from '../content.ts';
import { drawFrom } from './draw.ts';

/** How a simulated learner answers. */
export interface Simulated {
  /** Chance of a right answer outside weak domains, 0 to 1. */
  ability: number;
  weak_domains: readonly string[];
  seed: string;
}

/** In a weak domain this much of the ability is left, but no less than blind guessing gives. */
const LEFT_WHEN_WEAK = 0.4;

/** Index of the option the learner picks; depends on nothing but the arguments. */
export function answer(
  item: Pick<Item, 'id' | 'domain' | 'options' | 'key'>,
  learner: Simulated,
): number {
  const draw = drawFrom(`${learner.seed}/${item.id}`);
  const isWeak = learner.weak_domains.includes(item.domain);
  const chance = isWeak
    ? Math.min(learner.ability, Math.max(1 / item.options.length, learner.ability * LEFT_WHEN_WEAK))
    : learner.ability;
  if (draw.next() < chance) return item.key;
  const wrong = item.options.map((_, option) => option).filter((option) => option !== item.key);
  return wrong[draw.index(wrong.length)] ?? item.key;
}
