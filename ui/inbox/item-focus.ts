/** Moving through the items of a page by key. */

const ITEM = '[data-item]';

/** The item that has the focus or holds it. */
export function focusedItem(root: HTMLElement): string | null {
  const held = document.activeElement?.closest<HTMLElement>(ITEM);
  return held && root.contains(held) ? (held.dataset.item ?? null) : null;
}

/** Moves the focus to an item and brings it into view. */
export function focusItem(root: HTMLElement, id: string): void {
  const item = root.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`);
  item?.focus({ preventScroll: true });
  item?.scrollIntoView({ block: 'nearest' });
}

/** The item `by` places further on; the first one when none has the focus. */
export function stepItem(root: HTMLElement, by: number): void {
  const ids = [...root.querySelectorAll<HTMLElement>(ITEM)].map((each) => each.dataset.item ?? '');
  const at = ids.indexOf(focusedItem(root) ?? '');
  const to = at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by));
  const id = ids[to];
  if (id !== undefined) focusItem(root, id);
}
