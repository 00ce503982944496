/** The parts of the workflow page around its chart; each is rebuilt only when it changes. */
import type { CheckpointKind } from '../machines/vocabulary.ts';
import { type Artefact, artefactsView } from './artefacts-view.ts';
import { h, part, type Child as Shown } from './dom.ts';
import { glyph } from './glyphs.ts';
import { interventions } from './interventions.ts';
import { journalView } from './journal-view.ts';
import { nextActions } from './next-action.ts';
import { notice, pill, progressBar, statusPill } from './status-views.ts';
import { stepsRail } from './steps-rail.ts';
import { stuckPanel } from './stuck-panel.ts';
import { timelineView } from './timeline-view.ts';
import { dayAndTime, relative } from './times.ts';
import {
  CHECKPOINT_TITLES,
  callWords,
  inWords,
  machineTitle,
  SUBJECTS,
  stepTitle,
} from './words.ts';
import type { Child, Model, WorkflowView } from './workflow-model.ts';

/**
 * @param isPast whether nothing can be done from here.
 * @param settled called when a person has decided about what stopped the workflow.
 */
export function workflowParts(
  id: string,
  chart: HTMLElement,
  isPast: boolean,
  settled: () => void,
) {
  const place = (
    name: string,
    title: string | null,
  ): { host: HTMLElement; draw: ReturnType<typeof part> } => {
    const inner = h('div');
    const host = h(
      'section',
      {
        class: `panel ${name}`,
        'aria-labelledby': title ? `${name}-title` : null,
        'aria-label': title ? null : 'Summary',
      },
      title ? h('h2', { id: `${name}-title` }, title) : null,
      inner,
    );
    return { host, draw: part(inner) };
  };
  const summary = place('summary', null);
  const stopped = place('stopped', 'Stopped');
  const notes = place('notes', 'To know');
  const working = place('working', 'At work now');
  const timeline = place('timeline-panel', 'What happened');
  const made = place('made', 'What it made');
  const people = place('people', 'What people decided');
  const journal = place('journal', 'Every event');
  const element = h(
    'div',
    { class: 'workflow' },
    summary.host,
    stopped.host,
    notes.host,
    chart,
    h('div', { class: 'wide' }, timeline.host, journal.host),
    h('div', { class: 'side' }, working.host, people.host),
    made.host,
  );
  let isAll = false;

  const show = (model: Model, artefacts: Artefact[]): void => {
    const { view } = model;
    summary.draw(summaryKey(model), () => summaryView(id, view, isPast));
    stopped.host.hidden = view.dead_letters.length === 0;
    stopped.draw(view.dead_letters, () => stuckPanel(view.dead_letters, settled));
    const known = notesOf(view);
    notes.host.hidden = known.length === 0;
    notes.draw(
      [view.warnings, view.degraded, view.context.skipped, view.context.left_behind],
      () => known,
    );
    working.host.hidden = isPast || view.children.length === 0;
    working.draw([view.children, model.progress], () => childList(model));
    const drawTimeline = (): void =>
      timeline.draw([model.timeline.length, model.timeline.at(-1)?.seq, isAll], () =>
        timelineView(model.timeline, isAll, () => {
          isAll = true;
          drawTimeline();
        }),
      );
    drawTimeline();
    made.draw(
      artefacts.map((each) => each.id),
      () => artefactsView(artefacts),
    );
    people.host.hidden = view.approvals.length + view.interventions.length === 0;
    people.draw([view.approvals, view.interventions], () => decisions(view));
    journal.draw(model.seq, () => journalView(id, model.journal));
  };
  return { element, show };
}

function summaryKey({ view, seq }: Model): unknown {
  return [
    seq,
    view.status,
    view.accepts,
    view.children.map(({ address, attempt }) => [address, attempt]),
    view.last_failure,
    view.context,
  ];
}

function summaryView(id: string, view: WorkflowView, isPast: boolean): Shown {
  return [
    h(
      'div',
      { class: 'row spread' },
      h(
        'p',
        { class: 'row' },
        statusPill(view.status),
        progressBar(view.progress_percentage, 'Progress of the workflow'),
      ),
      isPast ? null : interventions(id, view.accepts),
    ),
    h(
      'ul',
      { class: 'next-actions' },
      nextActions(view).map(({ tone, text, link }) =>
        h(
          'li',
          { class: tone },
          glyph(tone, 20),
          h('span', null, text),
          link && !isPast
            ? h('a', { class: 'button', href: link.path, 'data-key': link.path }, link.text)
            : null,
        ),
      ),
    ),
    stepsRail(view),
    h(
      'p',
      { class: 'soft' },
      `Started ${dayAndTime(view.created_at)} · changed ${dayAndTime(view.updated_at)} · position ${view.seq} of its journal`,
    ),
    view.current_version !== null && view.current_version !== view.version
      ? notice(
          'waiting',
          'This workflow runs an earlier version of the statechart; the picture shows the present one.',
        )
      : null,
  ];
}

function notesOf(view: WorkflowView): HTMLElement[] {
  const { skipped = [], left_behind = [] } = view.context;
  return [
    ...view.degraded.map((what) =>
      notice('waiting', h('p', null, h('strong', null, 'Degraded: '), what)),
    ),
    ...view.warnings.map(({ message, code }) =>
      notice('waiting', h('p', null, message, ' ', h('code', null, code))),
    ),
    ...skipped.map((what) => notice('idle', `Passed over: ${inWords(what).replace('/', ', ')}`)),
    ...left_behind.map(({ step, by }) =>
      notice('failed', `${by} left the effects of “${stepTitle(step)}” behind.`),
    ),
  ];
}

function childList({ view, progress }: Model): HTMLElement {
  return h(
    'ul',
    { class: 'children' },
    view.children.map((child) => {
      const at = progress[child.address];
      const depth = child.address.split('/').length > 2 ? 'deep' : '';
      return h(
        'li',
        { class: depth, 'data-child': child.address },
        h(
          'p',
          null,
          h('strong', null, nameOf(child)),
          ' ',
          pill(
            child.machine === 'checkpoint' ? 'waiting' : 'active',
            inWords(innermost(child.value)),
          ),
        ),
        h(
          'p',
          { class: 'soft' },
          h('a', { href: `/machines/${child.machine}` }, machineTitle(child.machine)),
          (child.attempt ?? 1) > 1 ? ` · try ${child.attempt}` : '',
          at?.note ? ` · ${at.note}` : '',
        ),
        at ? progressBar(at.fraction * 100, `Progress of ${child.id}`) : null,
      );
    }),
  );
}

function nameOf({ machine, activity }: Child): string {
  if (machine === 'checkpoint')
    return CHECKPOINT_TITLES[activity as CheckpointKind] ?? 'Checkpoint';
  return activity ? callWords(activity) : machineTitle(machine);
}

function innermost(value: unknown): string {
  if (typeof value === 'string') return value;
  const [inner] = Object.values((value ?? {}) as object);
  return inner === undefined ? '' : innermost(inner);
}

const VERDICTS: Record<string, string> = {
  approve: 'approved',
  request_changes: 'asked for changes of',
  reject: 'rejected',
};

const INTERVENTIONS: Record<string, string> = {
  retry: 'had it tried again',
  skip: 'skipped a part',
  give_up: 'gave up',
  cancel: 'cancelled the workflow',
  edit_input: 'changed the settings',
};

function decisions({ approvals, interventions: done }: WorkflowView): HTMLElement {
  const lines = [
    ...approvals.flatMap(({ kind, decisions: all }) =>
      all.map(({ by, at, verdict, comment }) => ({
        at,
        by,
        what: `${VERDICTS[verdict] ?? inWords(verdict)} ${SUBJECTS[kind as CheckpointKind] ?? kind}`,
        comment,
        detail: null as unknown,
      })),
    ),
    ...done.map(({ by, at, type, step, before, after }) => ({
      at,
      by,
      what: `${INTERVENTIONS[type] ?? inWords(type)}${step ? ` (${stepTitle(step).toLowerCase()})` : ''}`,
      comment: '',
      detail: before === undefined ? null : { before, after },
    })),
  ].sort((a, b) => b.at - a.at);
  return h(
    'ul',
    { class: 'decisions' },
    lines.map(({ at, by, what, comment, detail }) =>
      h(
        'li',
        null,
        h('strong', null, by),
        ` ${what}, `,
        h('time', { datetime: new Date(at).toISOString(), title: dayAndTime(at) }, relative(at)),
        comment ? h('span', { class: 'sub' }, `“${comment}”`) : null,
        detail ? h('pre', null, JSON.stringify(detail, null, 2)) : null,
      ),
    ),
  );
}

/** Moves through the journal; the present is always one click away. */
export function travelBar(id: string, seq: number, last: number): HTMLElement {
  const at = (to: number, text: string) =>
    to < 1 || to > last || to === seq
      ? h('span', { class: 'soft' }, text)
      : h('a', { href: `/w/${id}/at/${to}` }, text);
  return notice(
    'active',
    h(
      'p',
      null,
      h('strong', null, `As it stood at position ${seq} of ${last}.`),
      ' Nothing here moves or can be changed.',
    ),
    h(
      'p',
      { class: 'row' },
      at(seq - 1, 'Back one'),
      at(seq + 1, 'Forward one'),
      h('a', { href: `/w/${id}` }, 'To the present'),
    ),
  );
}
