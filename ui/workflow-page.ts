/** `/w/:id` live, and `/w/:id/at/:seq` as it was at one journal position. */
import { announce } from './announce.ts';
import { getJson } from './api.ts';
import type { Artefact } from './artefacts-view.ts';
import { loadChart } from './chart.ts';
import { chartPanel } from './chart-panel.ts';
import { h } from './dom.ts';
import { openFeed } from './live-feed.ts';
import { nextActions } from './next-action.ts';
import { feedSign } from './status-views.ts';
import type { Go, View } from './view.ts';
import {
  apply,
  catchUp,
  type Message,
  modelOf,
  type Position,
  type TimelineItem,
  type WorkflowView,
} from './workflow-model.ts';
import { travelBar, workflowParts } from './workflow-parts.ts';

const REFRESH_AFTER_MS = 250;

/** Mounts the page; with a second parameter it shows the past and does not move. */
export async function workflowPage(
  main: HTMLElement,
  [id = '', at]: string[],
  go: Go,
): Promise<View> {
  const path = `/api/workflows/${encodeURIComponent(id)}`;
  const past = at === undefined ? null : Number(at);
  const [view, { timeline }, journal, { items }, chart] = await Promise.all([
    getJson<WorkflowView>(past === null ? path : `${path}/at/${past}`),
    getJson<{ timeline: TimelineItem[] }>(`${path}/timeline`),
    positions(path, 0),
    getJson<{ items: Artefact[] }>(`${path}/artifacts`),
    loadChart('certification'),
  ]);
  const until = past ?? Number.POSITIVE_INFINITY;
  const model = modelOf(
    view,
    timeline.filter(({ seq }) => seq <= until),
    journal.filter(({ seq }) => seq <= until),
  );
  let artefacts = items;
  let settled = (): void => undefined;
  const sign = past === null ? feedSign() : null;
  const panel = chartPanel(chart, new URLSearchParams(location.search).get('view'), (chosen) => {
    go(chosen === null ? location.pathname : `?view=${encodeURIComponent(chosen)}`, {
      replace: true,
      silent: true,
    });
  });
  const parts = workflowParts(id, panel.element, past !== null, () => settled());
  main.replaceChildren(
    h('p', { class: 'crumbs' }, h('a', { href: '/' }, 'Workflows'), ' › ', h('span', null, id)),
    h(
      'div',
      { class: 'heading' },
      h('h1', { tabindex: '-1' }, view.certification_name || id),
      sign?.element,
    ),
    past === null ? '' : travelBar(id, past, journal.at(-1)?.seq ?? past),
    parts.element,
  );
  const draw = (): void => {
    main.dataset.seq = String(model.seq);
    panel.show({
      value: model.view.value,
      values: model.journal.flatMap(({ value }) => (value === null ? [] : [value])),
      children: model.view.children,
      progress: model.progress,
    });
    parts.show(model, artefacts);
  };
  draw();
  if (!sign) return { title: `${view.certification_name} at ${past}` };

  const refresh = later(REFRESH_AFTER_MS, async () => {
    const [fresh, { items: made }] = await Promise.all([
      getJson<WorkflowView>(path),
      getJson<{ items: Artefact[] }>(`${path}/artifacts`),
    ]);
    artefacts = made;
    const { seq: _, value, ...rest } = fresh;
    Object.assign(model.view, rest, fresh.seq === model.seq ? { value } : {});
    draw();
  });
  settled = refresh.soon;
  const fill = async (): Promise<void> => {
    catchUp(model, await positions(path, model.seq));
    await refresh.now();
  };
  const feed = openFeed<Message>({
    path: () => `/ws/workflow/${encodeURIComponent(id)}?after=${model.seq}`,
    onState: sign.show,
    onMessages: (messages) => {
      const before = model.seq;
      const results = messages.map((message) => apply(model, message));
      if (results.includes('gap')) void fill().catch(() => undefined);
      if (model.seq !== before || results.includes('gap')) {
        refresh.soon();
        announce(nextActions(model.view)[0]?.text ?? '');
      }
      if (results.includes('changed')) draw();
    },
  });
  return {
    title: view.certification_name || id,
    close: () => {
      feed.close();
      refresh.cancel();
    },
  };
}

/** Every journal position after `after`. */
async function positions(path: string, after: number): Promise<Position[]> {
  type Entry = Omit<Position, 'event'> & { event: { type: string } };
  const found: Position[] = [];
  for (let next: number | null = after; next !== null; ) {
    const page: { items: Entry[]; next: number | null } = await getJson(
      `${path}/events?after=${next}`,
    );
    found.push(
      ...page.items.map(({ seq, at, event, value }) => ({ seq, at, event: event.type, value })),
    );
    next = page.next;
  }
  return found;
}

function later(ms: number, work: () => Promise<void>) {
  let timer = 0;
  const now = async (): Promise<void> => {
    timer = 0;
    await work();
  };
  return {
    now,
    soon: () => {
      if (timer === 0) timer = window.setTimeout(() => void now().catch(() => undefined), ms);
    },
    cancel: () => window.clearTimeout(timer),
  };
}
