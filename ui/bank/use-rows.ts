/** Which rows of a long list stand in the document. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** @param onEnd called while the last rows are near. */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowPx: number,
  onEnd: () => void,
): { visible: { index: number; start: number }[]; height: number } {
  const [, draw] = useState(0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => draw((turn) => turn + 1),
  };
  const kept = useRef<Virtualizer<HTMLElement, Element> | null>(null);
  kept.current ??= new Virtualizer<HTMLElement, Element>(options);
  const virtual = kept.current;
  virtual.setOptions({ ...virtual.options, ...options });
  useEffect(() => virtual._didMount(), []);
  useLayoutEffect(() => virtual._willUpdate());
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (count > 0 && last >= count - 10) onEnd();
  }, [last, count]);
  return { visible, height: virtual.getTotalSize() };
}
