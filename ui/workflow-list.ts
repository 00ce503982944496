/** `/`: every workflow, filtered by status and words; the filter is in the URL, changes arrive live. */
import { announce } from './announce.ts';
import { getJson } from './api.ts';
import { h } from './dom.ts';
import { openFeed } from './live-feed.ts';
import { empty, feedSign, pill, progressBar, statusPill } from './status-views.ts';
import { dayAndTime, relative } from './times.ts';
import type { Go, View } from './view.ts';
import { statusWords, stepTitle } from './words.ts';

interface Row {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  status: string;
  step_name: string | null;
  progress_percentage: number;
  open_dead_letters?: number;
  updated_at: number;
}

interface Page {
  items: Row[];
  next: string | null;
  total: number;
}

interface FleetMessage {
  event_type: 'fleet';
  counts: Record<string, number>;
  changed: Row[];
}

const STATUSES = [
  'running',
  'waiting',
  'needs_attention',
  'compensating',
  'completed',
  'cancelled',
  'compensated',
  'stuck',
];
const PAGE = 50;

/** Mounts the list. */
export async function workflowList(main: HTMLElement, _: string[], go: Go): Promise<View> {
  const query = new URLSearchParams(location.search);
  const state = query.get('state') ?? '';
  const words = query.get('q') ?? '';
  const rows = new Map<string, Row>();
  const first = await page(state, words, null);
  let next = first.next;
  for (const row of first.items) rows.set(row.workflow_id, row);

  const body = h('tbody');
  const shownCount = h('p', { class: 'soft', 'data-count': '' });
  const more = h('button', { type: 'button', class: 'quiet' }, 'Show more');
  const table = h(
    'div',
    { class: 'scroller', role: 'region', 'aria-label': 'Workflows', tabindex: '0' },
    h(
      'table',
      { class: 'list' },
      h('caption', { class: 'hidden' }, 'Workflows, the latest changed first'),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          HEADINGS.map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      body,
    ),
  );
  const nothing = h('div');
  const draw = (): void => {
    body.replaceChildren(...[...rows.values()].map(rowOf));
    table.hidden = rows.size === 0;
    nothing.replaceChildren(...(rows.size === 0 ? [nothingHere(state, words)] : []));
    more.hidden = next === null;
    shownCount.textContent =
      rows.size === 0 ? '' : `${rows.size} of ${Math.max(first.total, rows.size)} shown`;
  };
  more.addEventListener('click', async () => {
    const following = await page(state, words, next);
    next = following.next;
    for (const row of following.items) rows.set(row.workflow_id, row);
    draw();
    announce(`${rows.size} workflows shown`);
  });

  const chips = h('ul', { class: 'chips' });
  const sign = feedSign();
  main.replaceChildren(
    h('div', { class: 'heading' }, h('h1', { tabindex: '-1' }, 'Workflows'), sign.element),
    filters(state, words, go),
    chips,
    table,
    nothing,
    h('div', { class: 'row spread' }, shownCount, more),
  );
  draw();
  drawCounts(chips, {}, state);
  const feed = openFeed<FleetMessage>({
    path: () => '/ws/fleet',
    onState: sign.show,
    onMessages: (messages) => {
      for (const { counts, changed } of messages) {
        drawCounts(chips, counts, state);
        for (const row of changed) take(rows, row, state, words);
      }
      draw();
    },
  });
  return { title: 'Workflows', close: feed.close };
}

const HEADINGS = ['Certification', 'Status', 'Step', 'Progress', 'Changed'];

function page(state: string, q: string, cursor: string | null): Promise<Page> {
  const query = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, value] of Object.entries({ state, q, cursor }))
    if (value) query.set(name, value);
  return getJson(`/api/workflows?${query}`);
}

/** A changed row goes on top if it fits the filter, and leaves if it no longer does. */
function take(rows: Map<string, Row>, row: Row, state: string, words: string): void {
  const fits =
    (state === '' || row.status === state || row.step_name === state) &&
    (words === '' ||
      row.workflow_id.startsWith(words) ||
      row.certification_name.toLowerCase().includes(words.toLowerCase()));
  const known = rows.has(row.workflow_id);
  if (!fits) rows.delete(row.workflow_id);
  else if (known) rows.set(row.workflow_id, row);
  else {
    const before = [...rows];
    rows.clear();
    rows.set(row.workflow_id, row);
    for (const [id, each] of before) rows.set(id, each);
  }
}

function rowOf(row: Row): HTMLElement {
  const { workflow_id: id, certification_name: name } = row;
  return h(
    'tr',
    { 'data-workflow': id },
    h(
      'th',
      { scope: 'row' },
      h('a', { href: `/w/${encodeURIComponent(id)}`, class: 'strong' }, name || id),
      h('span', { class: 'sub' }, row.organization_id),
    ),
    h(
      'td',
      null,
      statusPill(row.status),
      row.status !== 'stuck' && (row.open_dead_letters ?? 0) > 0
        ? pill('failed', 'A part is stopped')
        : null,
    ),
    h('td', null, stepTitle(row.step_name)),
    h('td', null, progressBar(row.progress_percentage, `Progress of ${name || id}`)),
    h(
      'td',
      { class: 'nowrap' },
      h(
        'time',
        { datetime: new Date(row.updated_at).toISOString(), title: dayAndTime(row.updated_at) },
        relative(row.updated_at),
      ),
    ),
  );
}

function filters(state: string, words: string, go: Go): HTMLElement {
  const form = h(
    'form',
    { class: 'filters', role: 'search' },
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'filter-words' }, 'Certification or id'),
      h('input', { id: 'filter-words', name: 'q', type: 'search', value: words }),
    ),
    h(
      'div',
      { class: 'field' },
      h('label', { for: 'filter-state' }, 'Status'),
      h(
        'select',
        { id: 'filter-state', name: 'state' },
        h('option', { value: '' }, 'Any'),
        STATUSES.map((each) =>
          h('option', { value: each, selected: each === state }, statusWords(each).word),
        ),
      ),
    ),
    h('button', { type: 'submit' }, 'Filter'),
  );
  const submit = (event: Event): void => {
    event.preventDefault();
    const entries = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
    const query = new URLSearchParams(
      entries.filter(([, value]) => value !== '') as [string, string][],
    );
    go(query.size === 0 ? '/' : `/?${query}`);
  };
  form.addEventListener('submit', submit);
  form.querySelector('select')?.addEventListener('change', submit);
  return form;
}

function drawCounts(host: HTMLElement, counts: Record<string, number>, state: string): void {
  const known = STATUSES.filter((each) => (counts[each] ?? 0) > 0 || each === state);
  host.hidden = known.length === 0;
  host.replaceChildren(
    ...known.map((each) =>
      h(
        'li',
        null,
        h(
          'a',
          {
            href: each === state ? '/' : `/?state=${each}`,
            class: 'chip',
            'aria-current': each === state ? 'true' : null,
          },
          statusPill(each),
          h('span', { class: 'number' }, counts[each] ?? 0),
        ),
      ),
    ),
  );
}

function nothingHere(state: string, words: string): HTMLElement {
  if (state === '' && words === '')
    return empty(
      'No workflow yet',
      h('p', null, 'File a request and it appears here by itself:'),
      h('pre', null, h('code', null, 'npm run presgen -- run examples/request.yaml')),
    );
  return empty(
    'No workflow fits this filter',
    h('p', null, h('a', { href: '/' }, 'Show all workflows')),
  );
}
