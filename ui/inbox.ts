/** `/inbox`: what waits for a person's decision, the earliest due first. */
import { getJson } from './api.ts';
import type { Checkpoint } from './checkpoint.ts';
import { h } from './dom.ts';
import { openFeed } from './live-feed.ts';
import { actingAs } from './person.ts';
import { empty, feedSign, pill, tag } from './status-views.ts';
import { dayAndTime, relative } from './times.ts';
import type { View } from './view.ts';
import { CHECKPOINT_TITLES } from './words.ts';

/** Mounts the inbox. */
export async function inbox(main: HTMLElement): Promise<View> {
  const host = h('div');
  const sign = feedSign();
  const load = async (): Promise<void> => {
    const { items } = await getJson<{ items: Checkpoint[] }>('/api/checkpoints');
    host.replaceChildren(
      items.length === 0
        ? empty(
            'Nothing waits for a decision',
            h('p', null, 'Checkpoints appear here as soon as a workflow reaches one. '),
            h('p', null, h('a', { href: '/' }, 'Look at the workflows')),
          )
        : h('ul', { class: 'cards' }, items.map(card)),
    );
  };
  await load();
  main.replaceChildren(
    h('div', { class: 'heading' }, h('h1', { tabindex: '-1' }, 'Inbox'), sign.element),
    h('p', { class: 'lead' }, 'Decisions that workflows wait for, the earliest due first.'),
    host,
  );
  const feed = openFeed({
    path: () => '/ws/fleet',
    onState: sign.show,
    onMessages: () => void load().catch(() => undefined),
  });
  return { title: 'Inbox', close: feed.close };
}

function card(checkpoint: Checkpoint): HTMLElement {
  const { id, kind, certification_name, due_at, policy, approvals, subject } = checkpoint;
  const isLate = Date.parse(due_at) < Date.now();
  const mine = approvals.includes(actingAs());
  const wrote = subject.authors.includes(actingAs());
  return h(
    'li',
    { class: 'card' },
    h(
      'div',
      null,
      h('h2', null, h('a', { href: `/inbox/${encodeURIComponent(id)}` }, CHECKPOINT_TITLES[kind])),
      h('p', { class: 'soft' }, certification_name || checkpoint.workflow_id),
    ),
    h(
      'div',
      { class: 'row' },
      checkpoint.escalated_at ? pill('failed', 'Escalated') : null,
      pill(
        isLate ? 'failed' : 'waiting',
        h('time', { datetime: due_at, title: dayAndTime(due_at) }, `Due ${relative(due_at)}`),
      ),
      policy.quorum > 1 ? tag(`${approvals.length} of ${policy.quorum} approvals`) : null,
      mine ? pill('done', 'You approved') : null,
      wrote ? tag('You edited this') : null,
    ),
  );
}
