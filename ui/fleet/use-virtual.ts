/** Which rows of a long list are in the document: those in sight and a few around them. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** More rows than a browser can scroll over in one element. */
export const ROWS_MAX = 200_000;
const AROUND = 6;

export interface Virtual {
  items: VirtualItem[];
  height: number;
  /** Pixels scrolled. */
  offset: number;
  scrollToRow(index: number): void;
}

export function useVirtual(
  host: RefObject<HTMLDivElement | null>,
  count: number,
  rowHeight: number,
  firstRow: number,
): Virtual {
  const [, draw] = useState(0);
  const made = useRef<Virtualizer<HTMLDivElement, Element> | null>(null);
  const options = {
    count: Math.min(count, ROWS_MAX),
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    overscan: AROUND,
    initialOffset: firstRow * rowHeight,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw((last) => last + 1),
  };
  const virtual = made.current ?? new Virtualizer<HTMLDivElement, Element>(options);
  made.current = virtual;
  virtual.setOptions(options);
  const lastHeight = useRef(rowHeight);
  if (lastHeight.current !== rowHeight) {
    lastHeight.current = rowHeight;
    virtual.measure();
  }
  useLayoutEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  return {
    items: virtual.getVirtualItems(),
    height: virtual.getTotalSize(),
    offset: virtual.scrollOffset ?? 0,
    scrollToRow: (index) => virtual.scrollToOffset(index * rowHeight),
  };
}
