/** The page's model of a workflow: what a repeated, late or missing message does to it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { marksOf } from '../../ui/chart/marks.ts';
import { nextActions } from '../../ui/words/next-action.ts';
import type { EditableSettings } from '../../ui/words/workflow-view.ts';
import type { Artefact } from '../../ui/workflow/artefacts.ts';
import { draftOf, edited } from '../../ui/workflow/editing.ts';
import type { GanttRow } from '../../ui/workflow/gantt-data.ts';
import { tell } from '../../ui/workflow/happened.ts';
import {
  apply,
  applyAll,
  catchUp,
  type Model,
  modelOf,
  type Position,
  type TimelineItem,
  type WorkflowView,
} from '../../ui/workflow/model.ts';
import { offered, toUndo } from '../../ui/workflow/offered.ts';
import { asOf, childrenThen, landmarks } from '../../ui/workflow/past.ts';
import { remaining } from '../../ui/workflow/running.ts';

const AT = '2026-01-02T03:04:05.000Z';
const value = (leaf: string) => ({ assessment: { assessment_generation: leaf } });

function model(): Model {
  const view = {
    value: value('generating'),
    status: 'running',
    step_name: 'assessment_generation',
    children: [{ id: 'a', address: 'wf/a.1', machine: 'integrationCall', value: 'working' }],
    context: {},
    last_failure: null,
    seq: 1,
  } as unknown as WorkflowView;
  return modelOf(view, [], [position(1, value('generating'))]);
}

const transition = (seq: number, leaf: string) => ({
  event_type: 'state_transition',
  seq,
  value: value(leaf),
  event: 'tested',
  timestamp: AT,
});

const position = (seq: number, at: unknown): Position => ({
  seq,
  at: seq,
  kind: 'event',
  event: 'x',
  value: at,
  told: null,
});

const line = (over: Partial<TimelineItem>): TimelineItem => ({
  seq: 2,
  timestamp: AT,
  event: 'tested',
  step_name: 'assessment_generation',
  status: 'in_progress',
  progress_percentage: 20,
  state: 'assessment.assessment_generation.generating.calling',
  metadata: {},
  ...over,
});

describe('the model of the workflow page', () => {
  it('takes the next position, drops a repeated one, and notices a gap', () => {
    const second = apply(model(), transition(2, 'awaitingApproval'));
    assert.equal(second.applied, 'changed');
    const { model: known } = second;
    assert.equal(apply(known, transition(2, 'publishing')).applied, 'known');
    const gap = apply(known, transition(4, 'completed'));
    assert.equal(gap.applied, 'gap');
    assert.deepEqual([gap.model.seq, gap.model.view.value], [2, value('awaitingApproval')]);
  });

  it('leaves the model it was given as it was, so that who compares sees a change', () => {
    const before = model();
    const copy = structuredClone(before);
    const { model: after } = applyAll(before, [
      transition(2, 'awaitingApproval'),
      { event_type: 'progress', child: 'wf/a.1', fraction: 0.3, note: 'page 12 of 40' },
      { event_type: 'workflow_step_update', ...line({}) },
    ]);
    assert.deepEqual(before, copy);
    assert.deepEqual([after.seq, after.timeline.length], [2, 1]);
    assert.deepEqual(after.progress['wf/a.1'], { fraction: 0.3, note: 'page 12 of 40' });
  });

  it('tells of a gap whatever else came with it', () => {
    const { applied } = applyAll(model(), [
      transition(3, 'publishing'),
      { event_type: 'workflow_step_update', ...line({}) },
    ]);
    assert.equal(applied, 'gap');
  });

  it('closes a gap with what it fetched, once', () => {
    const missing = [2, 3].map((seq) => position(seq, value(`s${seq}`)));
    const known = catchUp(catchUp(model(), missing), missing);
    assert.deepEqual(
      known.journal.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.deepEqual(known.view.value, value('s3'));
  });

  it('shows a line of the timeline once, however often it is told', () => {
    const message = { event_type: 'workflow_step_update', ...line({}) };
    const first = apply(model(), message);
    assert.equal(first.applied, 'changed');
    const second = apply(first.model, message);
    assert.deepEqual([second.applied, second.model.timeline.length], ['known', 1]);
  });

  it('lets a child go when it ends, with its progress', () => {
    const running = apply(model(), {
      event_type: 'progress',
      child: 'wf/a.1',
      fraction: 0.5,
      note: null,
    });
    const { model: after } = apply(running.model, {
      event_type: 'child_transition',
      child: 'wf/a.1',
      status: 'done',
      value: 'done',
    });
    assert.deepEqual([after.view.children, after.progress], [[], {}]);
  });
});

describe('the past of a workflow', () => {
  const journal = [1, 2, 3].map((seq) => position(seq, value(`s${seq}`)));
  const present = { ...model(), journal, timeline: [line({ seq: 2 }), line({ seq: 3 })], seq: 3 };
  const made = (created_at: number) => ({ id: String(created_at), created_at }) as Artefact;

  it('knows nothing of what came later: positions, lines, artefacts', () => {
    const view = { ...present.view, seq: 2 };
    const then = asOf(present, [made(1), made(2), made(3)], view);
    assert.deepEqual(
      then.model.journal.map(({ seq }) => seq),
      [1, 2],
    );
    assert.equal(then.model.timeline.length, 1);
    assert.deepEqual(
      then.artefacts.map(({ id }) => id),
      ['1', '2'],
    );
  });

  it('has at work whatever had begun and not ended', () => {
    const bar = (to: number | null) => ({
      actor: 'wf/drive_provision.1',
      attempt: 2,
      to,
      parts: [{ state: 'working.submitting' }],
    });
    const rows = (to: number | null) =>
      [
        { kind: 'step', what: 'drive_setup', bars: [bar(null)] },
        { kind: 'call', what: 'drive.provision', bars: [bar(to)] },
      ] as unknown as GanttRow[];
    assert.deepEqual(childrenThen(rows(7)), []);
    assert.deepEqual(childrenThen(rows(null)), [
      {
        id: 'drive_provision',
        address: 'wf/drive_provision.1',
        machine: 'integrationCall',
        value: { working: 'submitting' },
        status: 'active',
        activity: 'drive.provision',
        attempt: 2,
      },
    ]);
  });

  it('is entered at the first line of each step', () => {
    assert.deepEqual(landmarks(present), [{ seq: 2, step: 'assessment_generation' }]);
  });
});

describe('interventions', () => {
  const waiting = (over: Partial<WorkflowView>): WorkflowView => ({
    ...model().view,
    accepts: ['cancel', 'retry', 'skip', 'edit_input', 'give_up'],
    ...over,
  });

  it('are offered only where the state takes them, the mildest first', () => {
    const types = (accepts: string[]) => offered(waiting({ accepts })).map(({ type }) => type);
    assert.deepEqual(types(['cancel', 'retry', 'upload']), ['retry', 'cancel']);
    assert.deepEqual(types([]), []);
  });

  it('ask which of two parts is meant, and only where both could be', () => {
    const both = waiting({
      value: {
        content: {
          presentation_generation: { uploading: 'needsAttention' },
          avatar_creation: { scripting: 'backingOff' },
        },
      },
    });
    const steps = Object.fromEntries(offered(both).map((each) => [each.type, each.steps]));
    assert.deepEqual(steps.retry, ['presentation_generation', 'avatar_creation']);
    assert.deepEqual(steps.skip, ['presentation_generation']);
    assert.deepEqual(steps.cancel, []);
  });

  it('say what a cancel undoes, newest first, without what is undone or left already', () => {
    const context = {
      begun: ['drive_setup', 'form_creation', 'knowledge_collection', 'knowledge_processing'],
      undone: ['knowledge_processing'],
      left_behind: [{ step: 'form_creation', by: 'mira' }],
    };
    assert.deepEqual(toUndo(waiting({ context })), ['knowledge_collection', 'drive_setup']);
  });
});

describe('changing what a workflow works with', () => {
  const settings: EditableSettings = {
    assessment: {
      question_count: 20,
      difficulty_levels: ['beginner', 'advanced'],
      timeout_hours: 24,
      pass_mark: 0.7,
    },
    knowledge: { timeout_minutes: 30 },
    presentation: { max_slides: 12 },
    avatar: { enabled: true, presenter: 'a', voice: 'b', max_topics: 3 },
  };

  it('sends only what differs, and shows it before and after', () => {
    const draft = {
      ...draftOf(settings),
      'assessment.question_count': '15',
      'assessment.difficulty_levels': 'beginner',
      'avatar.enabled': false,
    };
    const { patch, changes, errors } = edited(settings, draft);
    assert.deepEqual(errors, {});
    assert.deepEqual(patch, {
      assessment: { question_count: 15, difficulty_levels: ['beginner'] },
      avatar: { enabled: false },
    });
    assert.deepEqual(
      changes.map(({ before, after }) => [before, after]),
      [
        [20, 15],
        [['beginner', 'advanced'], ['beginner']],
        [true, false],
      ],
    );
    assert.deepEqual(edited(settings, draftOf(settings)).patch, {});
  });

  it('says what is wrong with a value, and does not send it', () => {
    const wrong = {
      'assessment.question_count': 'many',
      'assessment.difficulty_levels': 'beginner, hellish',
      'assessment.pass_mark': '7',
      'presentation.max_slides': '7.5',
    };
    const { patch, errors } = edited(settings, { ...draftOf(settings), ...wrong });
    assert.deepEqual(Object.keys(errors), Object.keys(wrong));
    assert.deepEqual(patch, {});
  });
});

describe('how much longer', () => {
  it('is told once enough is done to judge by, and never for what stands still or is done', () => {
    assert.equal(remaining(0.5, 60_000), 60_000);
    assert.equal(remaining(0.25, 10_000), 30_000);
    for (const [fraction, since] of [
      [0.01, 60_000],
      [1, 60_000],
      [0.5, 100],
      [undefined, 60_000],
      [0.5, null],
    ] as const)
      assert.equal(remaining(fraction, since), null);
  });
});

describe('words of the page', () => {
  it('tell a retry, a wait and a failure apart', () => {
    assert.equal(tell(line({ metadata: { wait: 'retry' } })).tone, 'retrying');
    assert.equal(tell(line({ metadata: { wait: 'people' }, status: 'waiting' })).tone, 'waiting');
    assert.equal(
      tell(line({ metadata: { needs_attention: true }, status: 'failed' })).tone,
      'failed',
    );
    assert.match(tell(line({ metadata: { attempt: 3 } })).text, /try 3/);
  });

  it('put what needs a person before what goes on by itself, and lead to the checkpoint', () => {
    const { view } = model();
    view.value = {
      content: {
        presentation_generation: { building: 'needsAttention' },
        avatar_creation: 'awaitingApproval',
      },
    };
    view.last_failure = { code: 'DISK_FULL', message: 'There is no room left.' };
    view.children = [
      {
        id: 'checkpoint_scripts',
        address: 'wf/checkpoint_scripts.2',
        machine: 'checkpoint',
        value: {},
        status: 'active',
        activity: 'scripts',
        attempt: null,
      },
    ];
    const [first, second] = nextActions(view);
    assert.equal(first?.text, 'Build decks needs a person: There is no room left.');
    assert.equal(second?.link?.path, '/inbox/wf~checkpoint_scripts.2');
  });
});

describe('a workflow without documents', () => {
  it('says where to add them', () => {
    const { view } = model();
    view.context.outputs = { knowledge_upload: { url: 'http://127.0.0.1:8080/f/upload' } };
    for (const state of ['noDocuments', 'awaitingUploads']) {
      view.value = { knowledge: { knowledge_collection: state } };
      const [first] = nextActions(view);
      assert.deepEqual(first?.link, { path: '/f/upload', text: 'Add documents' });
    }
  });
});

describe('marks on a chart', () => {
  it('lead through a state that was left within the same transition', () => {
    const node = (id: string) => ({
      id,
      label: id,
      parent: null,
      kind: 'leaf' as const,
      folded: false,
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    });
    const edge = (id: string, source: string, target: string) => ({
      id,
      source: `m.${source}`,
      target: `m.${target}`,
      labels: [],
      lines: [],
      label: null,
    });
    const drawing = {
      nodes: ['m.a', 'm.deciding', 'm.b', 'm.c'].map(node),
      edges: [edge('1', 'a', 'deciding'), edge('2', 'deciding', 'b'), edge('3', 'deciding', 'c')],
    };
    const marks = marksOf('m', ['a', 'b'], drawing as unknown as Parameters<typeof marksOf>[2]);
    assert.deepEqual([...marks.edges].sort(), ['1', '2']);
    assert.ok(marks.visited.has('m.deciding') && !marks.visited.has('m.c'));
    assert.deepEqual([...marks.active], [['m.b', 'active']]);
  });
});
