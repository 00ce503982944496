/** Where a statement comes from: the passage itself, its document and place, side by side. */

import type { Source } from './checkpoint.ts';
import { h } from './dom.ts';

/** The quote with its document, heading and page. */
export function sourceView(source: Source): HTMLElement {
  const place = [...source.heading, source.page === null ? '' : `page ${source.page}`].filter(
    Boolean,
  );
  return h(
    'figure',
    { class: 'source' },
    h(
      'figcaption',
      null,
      h('span', { class: 'strong' }, source.document_title),
      place.length > 0 ? h('span', { class: 'sub' }, place.join(' › ')) : null,
    ),
    h('blockquote', null, h('mark', null, source.quote)),
  );
}
