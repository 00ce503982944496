/** `/machines/:name`: a machine's chart by itself, for whoever wants to know what can happen. */
import { getJson } from './api.ts';
import { loadChart } from './chart.ts';
import { chartPanel } from './chart-panel.ts';
import { h } from './dom.ts';
import type { Go, View } from './view.ts';
import { count, inWords, machineTitle, sentence } from './words.ts';

/** Mounts one machine's chart, with links to the others. */
export async function machinePage(
  main: HTMLElement,
  [name = 'certification']: string[],
  go: Go,
): Promise<View> {
  const [chart, { items }] = await Promise.all([
    loadChart(name),
    getJson<{ items: { name: string }[] }>('/api/machines'),
  ]);
  const panel = chartPanel(
    chart,
    new URLSearchParams(location.search).get('view') ?? chart.views[0] ?? 'full',
    (view) => {
      go(view === null ? location.pathname : `?view=${encodeURIComponent(view)}`, {
        replace: true,
        silent: true,
      });
    },
    'Chart',
  );
  main.replaceChildren(
    h('h1', { tabindex: '-1' }, machineTitle(name)),
    h(
      'p',
      { class: 'soft' },
      `Version ${chart.version.slice(0, 12)} · ${count(chart.states.length, 'state')} · ${count(chart.transitions.length, 'transition')}`,
    ),
    h(
      'ul',
      { class: 'chips' },
      items.map((each) =>
        h(
          'li',
          null,
          h(
            'a',
            {
              class: 'chip',
              href: `/machines/${each.name}`,
              'aria-current': each.name === name ? 'true' : null,
            },
            machineTitle(each.name),
          ),
        ),
      ),
    ),
    panel.element,
    h(
      'details',
      { class: 'fold panel' },
      h('summary', null, 'Transitions as a table'),
      h(
        'div',
        { class: 'scroller', role: 'region', tabindex: '0', 'aria-label': 'Transitions' },
        h(
          'table',
          null,
          h(
            'thead',
            null,
            h(
              'tr',
              null,
              ['From', 'On', 'If', 'To'].map((each) => h('th', { scope: 'col' }, each)),
            ),
          ),
          h(
            'tbody',
            null,
            chart.transitions.map(({ source, event, guard, target }) =>
              h(
                'tr',
                null,
                h('th', { scope: 'row' }, short(source)),
                h('td', null, h('code', null, event || 'at once')),
                h('td', null, guard ? inWords(guard) : ''),
                h('td', null, target ? short(target) : 'stays'),
              ),
            ),
          ),
        ),
      ),
    ),
  );
  panel.show({ value: null, values: [], children: [], progress: {} });
  return { title: machineTitle(name) };
}

function short(id: string): string {
  return sentence(inWords(id.split('.').slice(-2).join(' › ')));
}
