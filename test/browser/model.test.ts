/** The page's model of a workflow: what a repeated, late or missing message does to it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { marksOf } from '../../ui/chart-marks.ts';
import { nextActions } from '../../ui/next-action.ts';
import { tell } from '../../ui/timeline-view.ts';
import {
  apply,
  catchUp,
  type Model,
  modelOf,
  type TimelineItem,
  type WorkflowView,
} from '../../ui/workflow-model.ts';

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
  return modelOf(view, [], [{ seq: 1, at: 0, event: 'init', value: value('generating') }]);
}

const transition = (seq: number, leaf: string) => ({
  event_type: 'state_transition',
  seq,
  value: value(leaf),
  event: 'tested',
  timestamp: AT,
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
    const known = model();
    assert.equal(apply(known, transition(2, 'awaitingApproval')), 'changed');
    assert.equal(apply(known, transition(2, 'publishing')), 'known');
    assert.equal(apply(known, transition(4, 'completed')), 'gap');
    assert.equal(known.seq, 2);
    assert.deepEqual(known.view.value, value('awaitingApproval'));
  });

  it('closes a gap with what it fetched, once', () => {
    const known = model();
    const missing = [2, 3].map((seq) => ({ seq, at: seq, event: 'x', value: value(`s${seq}`) }));
    catchUp(known, missing);
    catchUp(known, missing);
    assert.deepEqual(
      known.journal.map(({ seq }) => seq),
      [1, 2, 3],
    );
    assert.deepEqual(known.view.value, value('s3'));
  });

  it('shows a line of the timeline once, however often it is told', () => {
    const known = model();
    const message = { event_type: 'workflow_step_update', ...line({}) };
    assert.equal(apply(known, message), 'changed');
    assert.equal(apply(known, message), 'known');
    assert.equal(known.timeline.length, 1);
  });

  it('lets a child go when it ends', () => {
    const known = model();
    apply(known, {
      event_type: 'child_transition',
      child: 'wf/a.1',
      status: 'done',
      value: 'done',
    });
    assert.deepEqual(known.view.children, []);
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
    const marks = marksOf('m', ['a', 'b'], drawing);
    assert.deepEqual([...marks.edges].sort(), ['1', '2']);
    assert.ok(marks.visited.has('m.deciding') && !marks.visited.has('m.c'));
    assert.deepEqual([...marks.active], [['m.b', 'active']]);
  });
});
