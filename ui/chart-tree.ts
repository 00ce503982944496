/** The chart as a tree: the same states for keyboards and screen readers, one tab stop, arrows walk. */
import type { ChartState } from './chart.ts';
import type { Marks } from './chart-marks.ts';
import { h, type Props } from './dom.ts';
import { glyph, type Tone } from './glyphs.ts';
import { inWords, sentence } from './words.ts';

const SAID: Record<Tone, string> = {
  active: 'now',
  waiting: 'now, waiting',
  retrying: 'now, will try again',
  failed: 'now, needs attention',
  compensating: 'now, undoing',
  done: 'done',
  idle: 'not reached',
};

/** Which states are open is kept between drawings in `open`. */
export function chartTree(
  states: ChartState[],
  marks: Marks,
  open: Set<string>,
  redraw: () => void,
): HTMLElement {
  const below = Map.groupBy(states, ({ parent }) => parent);
  const root = states[0];
  const item = (state: ChartState, level: number): HTMLElement => {
    const inside = below.get(state.id) ?? [];
    const isOpen = inside.length === 0 ? null : open.has(state.id);
    return h(
      'li',
      itemProps(state, level, marks, isOpen),
      itemLine(state, marks, isOpen),
      isOpen
        ? h(
            'ul',
            { role: 'group' },
            inside.map((each) => item(each, level + 1)),
          )
        : null,
    );
  };
  const tree = h(
    'ul',
    { role: 'tree', class: 'tree', 'aria-label': 'States of the workflow' },
    (below.get(root?.id ?? null) ?? []).map((state) => item(state, 1)),
  );
  walkable(tree, open, redraw);
  return tree;
}

/** @param isOpen null where there is nothing inside. */
function itemProps(state: ChartState, level: number, marks: Marks, isOpen: boolean | null): Props {
  const tone = toneFor(state.id, marks);
  return {
    role: 'treeitem',
    tabindex: '-1',
    class: tone,
    'data-key': state.id,
    'aria-level': level,
    'aria-expanded': isOpen === null ? null : String(isOpen),
    'aria-label': `${nameOf(state)}, ${SAID[tone]}`,
    'aria-current': marks.active.has(state.id) && isOpen === null ? 'step' : null,
  };
}

function itemLine(state: ChartState, marks: Marks, isOpen: boolean | null): HTMLElement {
  const tone = toneFor(state.id, marks);
  const twist = isOpen ? '−' : '+';
  return h(
    'span',
    { class: 'leaf' },
    h('span', { class: 'twist', 'aria-hidden': 'true' }, isOpen === null ? '' : twist),
    glyph(tone, 14),
    h('span', null, nameOf(state)),
    tone === 'idle' ? null : h('span', { class: 'soft' }, SAID[tone]),
  );
}

function nameOf(state: ChartState): string {
  return sentence(inWords(state.path.at(-1) ?? ''));
}

function toneFor(id: string, marks: Marks): Tone {
  return marks.active.get(id) ?? (marks.visited.has(id) ? 'done' : 'idle');
}

function walkable(tree: HTMLElement, open: Set<string>, redraw: () => void): void {
  const items = (): HTMLElement[] => [...tree.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const stop = items().find((each) => each.hasAttribute('aria-current')) ?? items()[0];
  stop?.setAttribute('tabindex', '0');
  const focus = (next: HTMLElement | null | undefined): void => {
    if (!next) return;
    for (const each of items()) each.setAttribute('tabindex', each === next ? '0' : '-1');
    next.focus();
  };
  const toggle = (item: HTMLElement, wanted: boolean): void => {
    const id = item.dataset.key ?? '';
    if (wanted) open.add(id);
    else open.delete(id);
    redraw();
  };
  const keys: Record<string, (item: HTMLElement) => void> = {
    ArrowDown: (item) => focus(items()[items().indexOf(item) + 1]),
    ArrowUp: (item) => focus(items()[items().indexOf(item) - 1]),
    Home: () => focus(items()[0]),
    End: () => focus(items().at(-1)),
    ArrowRight: (item) => {
      if (item.ariaExpanded === 'false') toggle(item, true);
      else focus(item.querySelector<HTMLElement>('[role=treeitem]'));
    },
    ArrowLeft: (item) => {
      if (item.ariaExpanded === 'true') toggle(item, false);
      else focus(item.parentElement?.closest<HTMLElement>('[role=treeitem]'));
    },
    Enter: (item) => item.ariaExpanded !== null && toggle(item, item.ariaExpanded === 'false'),
  };
  tree.addEventListener('keydown', (event) => {
    const item = (event.target as Element).closest<HTMLElement>('[role=treeitem]');
    const act = keys[event.key];
    if (!item || !act) return;
    event.preventDefault();
    act(item);
  });
  tree.addEventListener('click', (event) => {
    const item = (event.target as Element).closest<HTMLElement>('[role=treeitem]');
    if (!item) return;
    focus(item);
    if (item.ariaExpanded !== null) toggle(item, item.ariaExpanded === 'false');
  });
}
