/** `/inbox/:id`: what is to be decided, in full, and the decision beside it. */
import { announce } from './announce.ts';
import { getJson } from './api.ts';
import type {
  Checkpoint,
  Edit,
  GapReport,
  Manifest,
  QuestionSet,
  ScriptSet,
} from './checkpoint.ts';
import { decisionBar } from './decision-bar.ts';
import { h } from './dom.ts';
import { gapsView } from './gaps-view.ts';
import { openFeed } from './live-feed.ts';
import { questionsView } from './questions-view.ts';
import { releaseView, scriptsView } from './release-views.ts';
import { reviewKeys } from './review-keys.ts';
import { empty, feedSign, notice, pill, tag } from './status-views.ts';
import { dayAndTime, relative } from './times.ts';
import type { Go, View } from './view.ts';
import { CHECKPOINT_TITLES } from './words.ts';
import type { Message } from './workflow-model.ts';

/** Mounts one checkpoint. */
export async function checkpointPage(
  main: HTMLElement,
  [id = '']: string[],
  go: Go,
): Promise<View> {
  const path = `/api/checkpoints/${encodeURIComponent(id)}`;
  let checkpoint = await getJson<Checkpoint>(path);
  const workflow = await getJson<{ certification_name: string }>(
    `/api/workflows/${checkpoint.workflow_id}`,
  );
  const sign = feedSign();
  const banner = h('div', { role: 'status' });
  const head = h('div', { class: 'row' });
  const subject = h('div', { class: 'subject' });
  let pending: Edit[] = [];

  const showSubject = (): void => {
    pending = [];
    bar.edits([]);
    subject.replaceChildren(
      subjectView(checkpoint, (edits) => {
        pending = edits;
        bar.edits(edits);
      }),
    );
  };
  const showStanding = (): void => {
    head.replaceChildren(...standing(checkpoint));
    bar.show(checkpoint);
  };
  const reload = async (why: string | null): Promise<void> => {
    const before = checkpoint.subject.content_hash;
    checkpoint = await getJson<Checkpoint>(path);
    showStanding();
    if (checkpoint.subject.content_hash === before) return;
    showSubject();
    banner.replaceChildren(
      notice(
        'active',
        why ??
          `The content was changed by ${checkpoint.subject.authors.at(-1) ?? 'somebody'}. This is version ${checkpoint.subject.version}.`,
      ),
    );
  };
  const bar = decisionBar(
    (after, said) => {
      announce(said);
      banner.replaceChildren(decided(after, said));
      void reload(said);
    },
    (why) => {
      banner.replaceChildren(
        notice('waiting', h('p', null, `${why}. The present version is shown below.`)),
      );
      void reload(null);
    },
  );

  main.replaceChildren(
    h(
      'p',
      { class: 'crumbs' },
      h('a', { href: '/inbox' }, 'Inbox'),
      ' › ',
      h('a', { href: `/w/${checkpoint.workflow_id}` }, workflow.certification_name),
    ),
    h(
      'div',
      { class: 'heading' },
      h('h1', { tabindex: '-1' }, CHECKPOINT_TITLES[checkpoint.kind]),
      sign.element,
    ),
    head,
    banner,
    subject,
    bar.element,
  );
  showStanding();
  showSubject();
  const keys = reviewKeys(main, go);
  const feed = openFeed<Message>({
    path: () => `/ws/workflow/${encodeURIComponent(checkpoint.workflow_id)}`,
    onState: sign.show,
    onMessages: (messages) => {
      const mine = messages.some(({ child }) => child === id.replaceAll('~', '/'));
      if (mine && pending.length === 0) void reload(null).catch(() => undefined);
    },
  });
  return {
    title: CHECKPOINT_TITLES[checkpoint.kind],
    close: () => {
      feed.close();
      keys();
    },
  };
}

function standing({
  due_at,
  escalated_at,
  policy,
  subject,
  workflow_id,
  artifact,
}: Checkpoint): HTMLElement[] {
  const late = Date.parse(due_at) < Date.now();
  return [
    escalated_at ? pill('failed', 'Escalated') : null,
    pill(
      late ? 'failed' : 'waiting',
      h('time', { datetime: due_at, title: dayAndTime(due_at) }, `Due ${relative(due_at)}`),
    ),
    tag(`Version ${subject.version}`),
    policy.groups.length > 0 ? tag(`For ${policy.groups.join(', ')}`) : null,
    h('a', { href: `/w/${workflow_id}` }, 'Where the workflow stands'),
    artifact ? h('a', { href: artifact.url, target: '_blank' }, `Raw file ${artifact.name}`) : null,
    h('span', { class: 'soft keys-hint' }, 'Press ', h('kbd', null, '?'), ' for keys'),
  ].filter((each) => each !== null);
}

function subjectView(checkpoint: Checkpoint, onEdits: (edits: Edit[]) => void): HTMLElement {
  const { content, kind } = checkpoint;
  if (!content)
    return empty('The content cannot be shown', h('p', null, 'Open the raw file instead.'));
  if (kind === 'questions')
    return questionsView(content as QuestionSet, checkpoint.status === 'active', onEdits);
  if (kind === 'gaps') return gapsView(content as GapReport);
  if (kind === 'scripts') return scriptsView(content as ScriptSet);
  return releaseView(content as Manifest);
}

function decided(after: Checkpoint, said: string): HTMLElement {
  const open = after.status === 'active';
  return notice(
    'done',
    h('p', null, `${said}. ${open ? 'Others still have to decide.' : 'The workflow goes on.'}`),
    h(
      'p',
      { class: 'row' },
      h('a', { href: `/w/${after.workflow_id}` }, 'See the workflow'),
      h('a', { href: '/inbox' }, 'Next in the inbox'),
    ),
  );
}
