/** How arrow keys walk a chart: by its tree, never by where boxes happen to lie. Pure. */

export interface Walked {
  id: string;
  parent: string | null;
}

type Step = (items: Walked[], at: Walked) => Walked | undefined;

const siblings = (items: Walked[], at: Walked): Walked[] =>
  items.filter(({ parent }) => parent === at.parent);

const STEPS: Record<string, Step> = {
  ArrowDown: (items, at) => beside(items, at, 1),
  ArrowUp: (items, at) => beside(items, at, -1),
  ArrowRight: (items, at) => items.find(({ parent }) => parent === at.id),
  ArrowLeft: (items, at) => items.find(({ id }) => id === at.parent),
  Home: (items) => items[0],
  End: (items) => items.at(-1),
};

function beside(items: Walked[], at: Walked, by: 1 | -1): Walked | undefined {
  const same = siblings(items, at);
  return same[same.indexOf(at) + by];
}

/** Where a key leads from `from`: a child, the parent, a sibling; null for another key or nowhere. */
export function walkTo(items: Walked[], from: string, key: string): string | null {
  const at = items.find(({ id }) => id === from) ?? items[0];
  const step = STEPS[key];
  if (!at || !step) return null;
  return step(items, at)?.id ?? at.id;
}

/** Whether a key walks. */
export function isWalking(key: string): boolean {
  return Object.hasOwn(STEPS, key);
}
