/** Keys of a tree of states, by the pattern that screen readers announce. */

export interface TreeKeys {
  turn: (id: string, open: boolean) => void;
  select: (id: string) => void;
}

/** Walks, opens and closes; other keys are left alone. */
export function onTreeKey(event: KeyboardEvent, { turn, select }: TreeKeys): void {
  const tree = event.currentTarget as HTMLElement;
  const item = (event.target as Element).closest<HTMLElement>('[role=treeitem]');
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const focus = (next: HTMLElement | null | undefined): void => {
    if (!next) return;
    select(next.dataset.key ?? '');
    next.focus();
  };
  const id = item.dataset.key ?? '';
  const keys: Record<string, () => void> = {
    ArrowDown: () => focus(items[items.indexOf(item) + 1]),
    ArrowUp: () => focus(items[items.indexOf(item) - 1]),
    Home: () => focus(items[0]),
    End: () => focus(items.at(-1)),
    ArrowRight: () => {
      if (item.ariaExpanded === 'false') turn(id, true);
      else focus(items.find((each) => each.dataset.parent === id));
    },
    ArrowLeft: () => {
      if (item.ariaExpanded === 'true') turn(id, false);
      else focus(items.find((each) => each.dataset.key === item.dataset.parent));
    },
    Enter: () => {
      if (item.ariaExpanded !== null) turn(id, item.ariaExpanded === 'false');
    },
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
