/** The window onto a picture: fits it, zooms it, lets one push it about, and looks where it is alive. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A picture shrinks to fit no further than its words stay readable; beyond that it scrolls. */
const READABLE = 0.72;
const LARGEST = 1.15;
const STEP = 1.25;
const ZOOM_MIN = 0.08;
const ZOOM_MAX = 3;

export interface Zoom {
  /** Null fits the picture to the window. */
  chosen: number | null;
  scale: number;
  by: (factor: number) => void;
  fit: () => void;
  /** To be told by the frame. */
  setRoom: (width: number) => void;
}

/** @param mayShrink whether everything is shown, however small it gets */
export function useZoom(width: number, mayShrink: boolean): Zoom {
  const [chosen, setChosen] = useState<number | null>(null);
  const [room, setRoom] = useState(0);
  const fitting = room === 0 ? 1 : room / Math.max(1, width);
  const least = mayShrink ? 0.3 : READABLE;
  const scale = chosen ?? Math.min(LARGEST, Math.max(least, fitting));
  return {
    chosen,
    scale,
    setRoom,
    fit: () => setChosen(null),
    by: (factor) => setChosen(Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, scale * factor))),
  };
}

/** Keys that zoom; true when `key` was one. */
export function zoomKey(key: string, zoom: Zoom): boolean {
  if (key === '+' || key === '=') zoom.by(STEP);
  else if (key === '-') zoom.by(1 / STEP);
  else if (key === '0') zoom.fit();
  else return false;
  return true;
}

export function ZoomButtons({ zoom }: { zoom: Zoom }): JSX.Element {
  return (
    // biome-ignore lint/a11y/useSemanticElements: three buttons are no fieldset.
    <span class="group" role="group" aria-label="Size of the picture">
      <button type="button" class="small" aria-label="Smaller" onClick={() => zoom.by(1 / STEP)}>
        −
      </button>
      <button
        type="button"
        class="small"
        aria-pressed={zoom.chosen === null}
        onClick={() => zoom.fit()}
      >
        Fit
      </button>
      <button type="button" class="small" aria-label="Larger" onClick={() => zoom.by(STEP)}>
        +
      </button>
    </span>
  );
}

/** @param subject what is shown; on a change the frame looks for the active state */
export function Frame({
  zoom,
  subject,
  follows,
  children,
}: {
  zoom: Zoom;
  subject: string;
  /** On a change of this, too, if the reader lets the picture follow. */
  follows: string;
  children: ComponentChildren;
}): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = (): void => zoom.setRoom(element.clientWidth - PADDING);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (host.current) lookAtActive(host.current, false);
  }, [subject]);
  useEffect(() => {
    if (host.current && follows !== '') lookAtActive(host.current, true);
  }, [follows]);
  useWheel(host, zoom);
  return (
    <div class="chart-frame" ref={host} onPointerDown={push}>
      {children}
    </div>
  );
}

const PADDING = 22;

function useWheel(host: { current: HTMLDivElement | null }, zoom: Zoom): void {
  const latest = useRef(zoom);
  latest.current = zoom;
  useEffect(() => {
    const element = host.current;
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      latest.current.by(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    };
    element?.addEventListener('wheel', turn, { passive: false });
    return () => element?.removeEventListener('wheel', turn);
  }, []);
}

/** Pushes the picture about with a mouse; fingers scroll by themselves. */
function push(event: PointerEvent & { currentTarget: HTMLDivElement }): void {
  if (event.pointerType !== 'mouse' || event.button !== 0) return;
  const frame = event.currentTarget;
  const from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
  const move = ({ clientX, clientY }: PointerEvent): void => {
    if (Math.hypot(clientX - from.x, clientY - from.y) < 4) return;
    frame.classList.add('dragging');
    frame.scrollTo(from.left - clientX + from.x, from.top - clientY + from.y);
  };
  const end = (): void => {
    frame.classList.remove('dragging');
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', end);
}

const STILL = '(prefers-reduced-motion: reduce)';

function lookAtActive(frame: HTMLDivElement, isMoving: boolean): void {
  const now = [...frame.querySelectorAll('.sc-node.now:not(.compound):not(.parallel)')].at(-1);
  if (!now) return;
  const box = now.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  frame.scrollTo({
    behavior: isMoving && !window.matchMedia(STILL).matches ? 'smooth' : 'auto',
    left: frame.scrollLeft + box.left - around.left - around.width / 2 + box.width / 2,
    top: frame.scrollTop + box.top - around.top - around.height / 2 + box.height / 2,
  });
}
