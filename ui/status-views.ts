/** Small things several views show alike: a status, a progress bar, a notice, the feed's state. */
import { type Child, h } from './dom.ts';
import { glyph, type Tone } from './glyphs.ts';
import type { FeedState } from './live-feed.ts';
import { statusWords } from './words.ts';

/** A status as sign and word. */
export function statusPill(status: string): HTMLElement {
  const { word, tone } = statusWords(status);
  return pill(tone, word);
}

export function pill(tone: Tone, ...children: Child[]): HTMLElement {
  return h('span', { class: `pill ${tone}` }, glyph(tone, 14), h('span', null, ...children));
}

/** A plain fact, without a state. */
export function tag(...children: Child[]): HTMLElement {
  return h('span', { class: 'pill idle' }, h('span', null, ...children));
}

/** @param percent 0..100. */
export function progressBar(percent: number, label: string): HTMLElement {
  return h(
    'span',
    { class: 'progress' },
    h('progress', { max: 100, value: percent, 'aria-label': label }),
    h('span', { class: 'number' }, `${Math.round(percent)} %`),
  );
}

export function notice(tone: Tone, ...children: Child[]): HTMLElement {
  return h('div', { class: `notice ${tone}` }, glyph(tone, 18), h('div', null, ...children));
}

/** An empty place that says what will be here. */
export function empty(title: string, ...children: Child[]): HTMLElement {
  return h('div', { class: 'empty' }, h('p', { class: 'strong' }, title), ...children);
}

/** "Live", or since when not. Outside the live region: it would speak every second. */
export function feedSign(): { element: HTMLElement; show: (state: FeedState) => void } {
  const element = h('span', { class: 'feed', 'data-live': 'false' }, 'Connecting…');
  const show = ({ isLive, lastAt }: FeedState): void => {
    const ago = Math.max(0, Math.round((Date.now() - lastAt) / 1000));
    element.dataset.live = String(isLive);
    element.textContent = isLive ? 'Live' : `Reconnecting, last update ${ago} s ago`;
  };
  return { element, show };
}
