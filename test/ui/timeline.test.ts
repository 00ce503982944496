/** The timeline's bars as the page lays them out and words them; no browser is needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { depthOf, partWords, rowTitle, shownRows, spent } from '../../ui/workflow/gantt.ts';
import type { Bar, GanttRow, PartKind } from '../../ui/workflow/gantt-data.ts';
import { scaleOf } from '../../ui/workflow/gantt-scale.ts';

const DAY = 86_400_000;

function bar(parts: [PartKind, number, number | null][], over: Partial<Bar> = {}): Bar {
  return {
    actor: 'wf/a.1',
    seq: 1,
    attempt: 1,
    from: parts[0]?.[1] ?? 0,
    to: parts.at(-1)?.[2] ?? null,
    outcome: 'succeeded',
    failure: null,
    key: null,
    trace: null,
    parts: parts.map(([kind, from, to]) => ({ kind, from, to, reason: null, state: '' })),
    ...over,
  };
}

const row = (over: Partial<GanttRow>): GanttRow => ({
  id: 'a',
  parent: null,
  kind: 'step',
  step: 'drive_setup',
  what: 'drive_setup',
  bars: [],
  ...over,
});

describe('the scale of the timeline', () => {
  const worked = row({
    bars: [
      bar([
        ['working', 0, 1000],
        ['waiting', 1000, DAY],
        ['working', DAY, DAY + 1000],
      ]),
    ],
  });

  it('shows a second of work beside a day of waiting, and says what it cut', () => {
    const scale = scaleOf([worked], DAY + 1000, true);
    assert.ok(scale.at(1000) > 0.3, 'the first second has a third of the width');
    assert.equal(scale.cuts.length, 1);
    assert.equal(scale.cuts[0]?.ms, DAY - 1000);
  });

  it('keeps the waits as long as they were for whoever asks', () => {
    const scale = scaleOf([worked], DAY + 1000, false);
    assert.ok(scale.at(1000) < 0.001);
    assert.deepEqual(scale.cuts, []);
  });

  it('leaves work its place beside a hundred short looks', () => {
    const looks = Array.from({ length: 100 }, (_, index) =>
      bar([['working', index * 900_000, index * 900_000 + 20]]),
    );
    const work = bar([['working', 100 * 900_000, 100 * 900_000 + 60_000]]);
    const scale = scaleOf([row({ bars: [...looks, work] })], 0, true);
    assert.ok(1 - scale.at(work.from) > 0.5);
  });

  it('never runs backwards and fills the whole width, whatever the bars', () => {
    const spans = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e5), fc.boolean()), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(spans, fc.boolean(), (given, isShortened) => {
        const bars = given.map(([from, length, works]) =>
          bar([[works ? 'working' : 'waiting', from, from + length]]),
        );
        const moments = bars.flatMap(({ from, to }) => [from, to ?? from]).sort((a, b) => a - b);
        const scale = scaleOf([row({ bars })], 0, isShortened);
        const places = moments.map(scale.at);
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
        assert.ok(places.every((place) => place >= 0 && place <= 1));
      }),
    );
  });
});

describe('the rows of the timeline', () => {
  const rows = [
    row({ id: 's1' }),
    row({ id: 'c1', parent: 's1', kind: 'call', what: 'drive.provision' }),
    row({ id: 's2', step: 'avatar_creation', what: 'avatar_creation' }),
    row({ id: 'v1', parent: 's2', kind: 'rendering', step: 'avatar_creation', what: '1' }),
    row({
      id: 'c2',
      parent: 'v1',
      kind: 'call',
      step: 'avatar_creation',
      what: 'avatar.render',
      bars: [bar([['working', 0, 10]], { outcome: 'failed' }), bar([['working', 20, 30]])],
    }),
  ];
  const ids = (filter: Partial<Parameters<typeof shownRows>[1]>) =>
    shownRows(rows, { step: '', kind: '', troubled: false, ...filter }).map(({ id }) => id);

  it('are kept with what they are part of', () => {
    assert.deepEqual(ids({ troubled: true }), ['s2', 'v1', 'c2']);
    assert.deepEqual(ids({ step: 'drive_setup' }), ['s1', 'c1']);
    assert.deepEqual(ids({ kind: 'rendering' }), ['s2', 'v1']);
    assert.deepEqual(ids({ kind: 'checkpoint' }), []);
    assert.equal(depthOf(rows[4] as GanttRow, rows), 2);
  });

  it('sum what they spent by kind, the open part until now', () => {
    const sums = spent(
      bar([
        ['queued', 0, 5],
        ['working', 5, 20],
        ['waiting', 20, null],
      ]),
      100,
    );
    assert.deepEqual(sums, { queued: 5, working: 15, waiting: 80, backing_off: 0 });
  });

  it('are named in words, also those nobody has seen before', () => {
    const titles = [
      row({ kind: 'checkpoint', what: 'questions' }),
      row({ kind: 'checkpoint', what: 'novelty' }),
      row({ kind: 'call', what: 'step.undo', step: 'form_creation' }),
      row({ kind: 'part', what: 'someMachine' }),
    ].map(rowTitle);
    assert.deepEqual(titles, [
      'Review of the questions',
      'Review of novelty',
      'Undoing: prepare forms',
      'Some machine',
    ]);
    assert.equal(
      partWords({ kind: 'waiting', reason: 'learners' }),
      'waiting for learners to answer',
    );
    assert.equal(partWords({ kind: 'backing_off', reason: 'novelty' }), 'backing off');
  });
});
