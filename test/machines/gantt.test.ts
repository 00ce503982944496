import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GanttActor, type GanttEntry, ganttOf } from '../../machines/gantt.ts';

const WF = 'wf';
const UPLOAD = ['content', 'presentation_generation', 'uploading'] as const;

/** A journal of positions: time, event, value. */
function journal(...positions: [number, GanttEntry['event'], unknown][]): GanttEntry[] {
  return positions.map(([at, event, value], index) => ({ seq: index + 1, at, event, value }));
}

const init = (machine: string, input: object) => ({ type: 'xstate.init', machine, input });
const ended = (child: string, inc: number, more: object = {}) => ({
  type: `xstate.done.actor.${child}`,
  inc,
  ...more,
});

/** The deck upload and, beside it, a video that waits for approval. */
const both = (leaf: string) => ({
  content: {
    presentation_generation: { uploading: leaf },
    avatar_creation: 'awaitingApproval',
  },
});

function attempt(inc: number, at: number, end: { at: number; startedAt: number; ok: boolean }) {
  const { startedAt } = end;
  const result = end.ok
    ? { type: 'xstate.done.actor.activity', output: {} }
    : {
        type: 'xstate.error.actor.activity',
        error: { kind: 'transient', code: 'TIMEOUT', message: 'No answer.' },
      };
  return {
    address: `${WF}/presentation_upload.${inc}`,
    parent: WF,
    entries: journal(
      [
        at,
        init('integrationCall', {
          activity: 'presentation.upload',
          attempt: inc,
          input: { step: 'presentation_generation' },
        }),
        { working: 'probing' },
      ],
      [at + 5, { type: 'permit.granted' }, { working: 'submitting' }],
      [end.at, { ...result, actorId: 'activity', inc: 1, started_at: startedAt }, 'done'],
    ),
  };
}

function retriedUpload(): GanttActor[] {
  return [
    {
      address: WF,
      parent: null,
      entries: journal(
        [0, init('certification', {}), both('calling')],
        [40, ended('presentation_upload', 1), both('backingOff')],
        [90, { type: 'xstate.after.wait' }, both('calling')],
        [130, ended('presentation_upload', 2), both('succeeded')],
      ),
    },
    attempt(1, 0, { at: 40, startedAt: 15, ok: false }),
    attempt(2, 90, { at: 130, startedAt: 95, ok: true }),
  ];
}

const partsOf = (
  bar:
    | { parts: { kind: string; reason: string | null; from: number; to: number | null }[] }
    | undefined,
) => bar?.parts.map(({ kind, reason, from, to }) => [kind, reason, from, to]);

describe('the bars of a timeline', () => {
  it('tell queueing for a permit, queueing for a worker, work and the pause after it apart', () => {
    const row = ganttOf(retriedUpload()).find(({ what }) => what === 'presentation.upload');
    assert.deepEqual(partsOf(row?.bars[0]), [
      ['queued', 'permit', 0, 5],
      ['queued', 'worker', 5, 15],
      ['working', null, 15, 40],
      ['backing_off', 'retry', 40, 90],
    ]);
  });

  it('give each attempt a bar of its own, with how it ended and the id its log lines have', () => {
    const row = ganttOf(retriedUpload()).find(({ what }) => what === 'presentation.upload');
    assert.deepEqual(
      row?.bars.map(({ attempt: n, from, to, outcome, failure, key }) => [
        n,
        from,
        to,
        outcome,
        failure?.code,
        key,
      ]),
      [
        [1, 0, 90, 'failed', 'TIMEOUT', `${WF}/presentation_upload.1/activity.1`],
        [2, 90, 130, 'succeeded', undefined, `${WF}/presentation_upload.2/activity.1`],
      ],
    );
  });

  it('keep two steps that run side by side apart, each with its own waits', () => {
    const rows = ganttOf(retriedUpload());
    const step = (name: string) => rows.find(({ id }) => id === `step:${name}`)?.bars[0];
    assert.deepEqual(partsOf(step('presentation_generation')), [
      ['working', null, 0, 40],
      ['backing_off', 'retry', 40, 90],
      ['working', null, 90, 130],
      ['working', null, 130, null],
    ]);
    assert.deepEqual(partsOf(step('avatar_creation')), [['waiting', 'people', 0, null]]);
    assert.deepEqual(
      rows.map(({ id, parent }) => [id, parent]),
      [
        ['step:presentation_generation', null],
        [`${WF}/presentation_upload`, 'step:presentation_generation'],
        ['step:avatar_creation', null],
      ],
    );
  });

  it('nest what a part calls below that part, each video a row of its own', () => {
    const topic = (index: number, at: number): GanttActor[] => [
      {
        address: `${WF}/avatar_topic.${index + 1}`,
        parent: WF,
        entries: journal([
          at,
          init('avatarRender', { index, input: {} }),
          { submitting: 'calling' },
        ]),
      },
      {
        address: `${WF}/avatar_topic.${index + 1}/avatar_render.1`,
        parent: `${WF}/avatar_topic.${index + 1}`,
        entries: journal([
          at,
          init('integrationCall', {
            activity: 'avatar.render',
            attempt: 1,
            input: { step: 'avatar_creation' },
          }),
          { working: 'probing' },
        ]),
      },
    ];
    const root = {
      address: WF,
      parent: null,
      entries: journal([
        0,
        init('certification', {}),
        { content: { presentation_generation: 'completed', avatar_creation: 'rendering' } },
      ]),
    };
    const rows = ganttOf([root, ...topic(0, 1), ...topic(1, 2)]);
    assert.deepEqual(
      rows.map(({ kind, what, parent }) => [kind, what, parent]),
      [
        ['step', 'avatar_creation', null],
        ['rendering', '1', 'step:avatar_creation'],
        ['call', 'avatar.render', `${WF}/avatar_topic:1`],
        ['rendering', '2', 'step:avatar_creation'],
        ['call', 'avatar.render', `${WF}/avatar_topic:2`],
      ],
    );
  });

  it('end what a cancel stops, and show each undoing at its step', () => {
    const rows = ganttOf([
      {
        address: WF,
        parent: null,
        entries: journal(
          [
            0,
            init('certification', {}),
            { assessment: { assessment_generation: 'awaitingApproval' } },
          ],
          [10, { type: 'cancel' }, { compensating: { undoing: 'calling' } }],
        ),
      },
      {
        address: `${WF}/checkpoint_questions.1`,
        parent: WF,
        entries: journal(
          [0, init('checkpoint', { kind: 'questions' }), { pending: 'open' }],
          [4, { type: 'claim' }, { pending: 'reserved' }],
          [11, { type: 'xstate.stop' }, null],
        ),
      },
      {
        address: `${WF}/step_undo.2`,
        parent: WF,
        entries: journal([
          10,
          init('integrationCall', {
            activity: 'step.undo',
            attempt: 1,
            input: { step: 'assessment_generation' },
          }),
          { working: 'probing' },
        ]),
      },
    ]);
    const [step, checkpoint, undo] = rows;
    assert.deepEqual([step?.bars[0]?.to, step?.bars[0]?.outcome], [10, 'stopped']);
    assert.deepEqual(partsOf(checkpoint?.bars[0]), [
      ['waiting', 'people', 0, 4],
      ['waiting', 'people', 4, 11],
    ]);
    assert.equal(checkpoint?.bars[0]?.outcome, 'stopped');
    assert.deepEqual([undo?.parent, undo?.what], ['step:assessment_generation', 'step.undo']);
  });

  it('take a machine they have not seen for work, and nothing for nothing', () => {
    const rows = ganttOf([
      {
        address: WF,
        parent: null,
        entries: journal([
          0,
          init('certification', {}),
          { [UPLOAD[0]]: { [UPLOAD[1]]: 'polishing' } },
        ]),
      },
      {
        address: `${WF}/novelty.1`,
        parent: WF,
        entries: journal([1, init('novelty', {}), 'brewing']),
      },
      { address: `${WF}/unborn.1`, parent: WF, entries: [] },
    ]);
    assert.deepEqual(partsOf(rows[0]?.bars[0]), [['working', null, 0, null]]);
    assert.deepEqual(partsOf(rows[1]?.bars[0]), [['working', null, 1, null]]);
    assert.equal(rows.length, 2);
    assert.deepEqual(ganttOf([]), []);
    assert.deepEqual(ganttOf([{ address: WF, parent: null, entries: [] }]), []);
  });
});
