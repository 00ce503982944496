/** The journal as rows people read; no browser is needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Intervention, WorkflowView } from '../../ui/words/workflow-view.ts';
import { type Artefact, byStep, companions, previewOf } from '../../ui/workflow/artefacts.ts';
import { eventWords, filtered, historyRows } from '../../ui/workflow/history.ts';
import type { Position } from '../../ui/workflow/model.ts';
import { deeds } from '../../ui/workflow/people.ts';

const at = (leaf: string) => ({ initialization: { drive_setup: { provisioning: leaf } } });
const position = (seq: number, event: string, over: Partial<Position> = {}): Position => ({
  seq,
  at: seq * 10,
  kind: 'event',
  event,
  value: null,
  told: {},
  ...over,
});

const journal = [
  position(1, 'xstate.init', { value: at('calling') }),
  position(2, 'xstate.done.actor.drive_provision', {
    value: at('needsAttention'),
    told: { failure: { code: 'FORBIDDEN', message: 'Not shared.' } },
  }),
  position(3, 'edit_input', { told: { by: 'mira' } }),
  position(4, 'retry', { value: at('calling'), told: { by: 'mira' } }),
  position(5, 'xstate.done.actor.drive_provision', { kind: 'stale' }),
];
const interventions: Intervention[] = [
  {
    type: 'edit_input',
    by: 'mira',
    at: 30,
    step: 'drive_setup',
    before: { assessment: { question_count: 20, pass_mark: 0.7 } },
    after: { assessment: { question_count: 15, pass_mark: 0.7 } },
  },
  { type: 'retry', by: 'mira', at: 40, step: 'drive_setup' },
];

describe('the rows of the history', () => {
  const rows = historyRows(journal, interventions);
  const row = (seq: number) => rows.find((each) => each.seq === seq);

  it('run from the newest to the oldest and say where each led from and to', () => {
    assert.deepEqual(
      rows.map(({ seq }) => seq),
      [5, 4, 3, 2, 1],
    );
    assert.deepEqual(row(2)?.from, ['drive setup › provisioning › calling']);
    assert.deepEqual(row(2)?.to, ['drive setup › provisioning › needs attention']);
    assert.deepEqual([row(5)?.from, row(5)?.to], [[], []]);
  });

  it('show an intervention before and after: a change of settings, a change of state', () => {
    assert.deepEqual(row(3)?.changes, [
      { what: 'Assessment question count', before: '20', after: '15' },
    ]);
    assert.deepEqual(row(4)?.changes, [
      {
        what: 'Where it stands',
        before: 'drive setup › provisioning › needs attention',
        after: 'drive setup › provisioning › calling',
      },
    ]);
    assert.deepEqual([row(4)?.kind, row(4)?.by], ['person', 'mira']);
  });

  it('say what changed nothing, and why', () => {
    assert.match(row(5)?.ignored ?? '', /too late/);
  });

  it('are found by who, by state, by step and by any word', () => {
    const seqs = (filter: object) =>
      filtered(rows, { text: '', kind: '', step: '', moves: false, ...filter }).map(
        ({ seq }) => seq,
      );
    assert.deepEqual(seqs({ kind: 'person' }), [4, 3]);
    assert.deepEqual(seqs({ moves: true }), [4, 2, 1]);
    assert.deepEqual(seqs({ text: 'forbidden' }), [2]);
    assert.deepEqual(seqs({ text: 'mira' }), [4, 3]);
    assert.deepEqual(seqs({ step: 'completion' }), []);
    assert.deepEqual(seqs({ step: 'drive_setup', moves: true }), [4, 2, 1]);
  });

  it('word every event, known or not', () => {
    assert.equal(
      eventWords('xstate.done.actor.report_upload'),
      'Uploading the report: came to its end',
    );
    assert.equal(
      eventWords('xstate.done.actor.checkpoint_questions'),
      'Review of the questions: came to its end',
    );
    assert.equal(eventWords('xstate.after.wait.certification.x'), 'Time was up: wait');
    assert.equal(eventWords('someThing.odd'), 'Some thing odd');
  });
});

describe('what people did', () => {
  it('stands in one list, newest first, with before, after and the position it can be seen at', () => {
    const view = {
      interventions,
      approvals: [
        {
          kind: 'questions',
          verdict: 'approve',
          content_hash: 'abc',
          at: 60,
          decisions: [{ by: 'ada', at: 55, verdict: 'approve', comment: 'good' }],
        },
      ],
    } as unknown as WorkflowView;
    const all = deeds(view, journal);
    assert.deepEqual(
      all.map(({ by, what, seq }) => [by, what, seq]),
      [
        ['ada', 'approved the questions', null],
        ['mira', 'had it tried again (set up folders)', 4],
        ['mira', 'changed the settings (set up folders)', 3],
      ],
    );
    assert.equal(all[0]?.hash, 'abc');
    assert.equal(all[2]?.changes[0]?.after, '15');
  });
});

describe('artefacts', () => {
  const made = (name: string, mime: string, over: Partial<Artefact> = {}): Artefact =>
    ({
      id: name,
      type: 'x',
      name,
      mime,
      version: 1,
      step: 'avatar_creation',
      learner: null,
      ...over,
    }) as Artefact;

  it('are grouped by step in the order of the work, each thing with its versions', () => {
    const items = [
      made('b.json', 'application/json', { step: 'completion' }),
      made('a.json', 'application/json', { id: 'a1', step: 'drive_setup' }),
      made('a.json', 'application/json', { id: 'a3', step: 'drive_setup', version: 3 }),
    ];
    const groups = byStep(items);
    assert.deepEqual(
      groups.map(({ step }) => step),
      ['drive_setup', 'completion'],
    );
    assert.deepEqual(
      groups[0]?.made.map(({ newest, older }) => [newest.id, older.map(({ id }) => id)]),
      [['a3', ['a1']]],
    );
  });

  it('of a film are found beside it', () => {
    const film = made('topic.mp4', 'video/mp4');
    const items = [
      film,
      made('topic.vtt', 'text/vtt'),
      made('topic.png', 'image/png'),
      made('topic.html', 'text/html', { type: 'transcript' }),
      made('other.vtt', 'text/vtt'),
    ];
    const beside = companions(film, items);
    assert.deepEqual(
      [beside.captions?.name, beside.poster?.name, beside.transcript?.name],
      ['topic.vtt', 'topic.png', 'topic.html'],
    );
  });

  it('are shown by their kind; what no browser shows is offered for download only', () => {
    const kinds = [
      ['f.mp4', 'video/mp4'],
      ['f.md', 'text/markdown'],
      ['f.html', 'text/html; charset=utf-8'],
      ['f.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ].map(([name = '', mime = '']) => previewOf({ name, mime }));
    assert.deepEqual(kinds, ['video', 'text', 'page', null]);
  });
});
