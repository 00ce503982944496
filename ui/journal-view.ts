/** The journal position by position: what came in and where it led; each opens the page as of then. */
import { h } from './dom.ts';
import { leavesOf } from './state-value.ts';
import { clockTime } from './times.ts';
import { inWords } from './words.ts';
import type { Position } from './workflow-model.ts';

/** Newest first, folded. */
export function journalView(id: string, journal: Position[]): HTMLElement {
  return h(
    'details',
    { class: 'fold', 'data-fold': 'journal' },
    h('summary', null, `${journal.length} positions, with time travel`),
    h(
      'ol',
      { class: 'journal-list', reversed: true },
      [...journal].reverse().map(({ seq, at, event, value }) =>
        h(
          'li',
          { 'data-seq': seq },
          h('a', { href: `/w/${id}/at/${seq}` }, `${seq}`),
          h(
            'span',
            null,
            h('code', null, event),
            value === null
              ? null
              : h(
                  'span',
                  { class: 'sub' },
                  leavesOf(value)
                    .map((path) => inWords(path.slice(-2).join(' › ')))
                    .join(' + '),
                ),
          ),
          h('time', { datetime: new Date(at).toISOString() }, clockTime(at)),
        ),
      ),
    ),
  );
}
