/** A long list of which only what is in sight is in the document. Rows measure themselves. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

const ROW_PX = 64;
const OVERSCAN = 8;

export interface VirtualRowsProps<Row> {
  label: string;
  rows: Row[];
  keyOf: (row: Row) => string;
  render: (row: Row) => ComponentChildren;
}

export function VirtualRows<Row>({
  label,
  rows,
  keyOf,
  render,
}: VirtualRowsProps<Row>): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  const [virtual] = useState(
    () => new Virtualizer<HTMLElement, HTMLElement>(optionsOf(0, () => '')),
  );
  function optionsOf(count: number, getItemKey: (index: number) => string) {
    return {
      count,
      getItemKey,
      getScrollElement: () => scroller.current,
      estimateSize: () => ROW_PX,
      overscan: OVERSCAN,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => redraw(undefined),
    };
  }
  virtual.setOptions(optionsOf(rows.length, (index) => keyOf(rows[index] as Row)));
  useEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  const items = virtual.getVirtualItems();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="virtual-rows" tabIndex={0} aria-label={label} ref={scroller}>
      {/* The height is set by script: the policy of the page allows no style in markup. */}
      <ol ref={(list) => list?.style.setProperty('height', `${virtual.getTotalSize()}px`)}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={key}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              ref={(element) => {
                element?.style.setProperty('transform', `translateY(${start}px)`);
                virtual.measureElement(element);
              }}
            >
              {render(row)}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
