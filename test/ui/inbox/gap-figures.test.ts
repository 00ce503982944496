/** The figures of a test as a reviewer of a gap analysis reads them, from real analyses of seeded answers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GapReport } from '../../../ui/inbox/checkpoint.ts';
import { questionLines, scaleWords, testFacts } from '../../../ui/inbox/gap-figures.ts';

type Cohort = GapReport['cohort'];

const QUESTION = { n: 60, facility: 0.4, discrimination: 0.31, flags: [] as string[] };
const BARE: Cohort = {
  ...{ answered: 60, invited: 60, mean_score: 0.4, common_weak_areas: [], statements: [] },
  ...{ domains: [], item_statistics: [{ item: 'q1', ...QUESTION }] },
};
const SCALED: Cohort = {
  ...BARE,
  test: { items: 20, median: 8.5, sd: 3.21, kr20: 0.714, standard_error: 1.72 },
  item_statistics: [
    { item: 'q1', ...QUESTION, facility_interval: [0.29, 0.53], upper_minus_lower: 0.5 },
    { item: 'q2', ...QUESTION, facility: 1, discrimination: null, flags: ['too_easy'] },
  ],
  item_response: {
    ...{ model: 'regularised_2pl', n: 60, reliability: 0.68 },
    items: [
      { item: 'q1', slope: 1.1, slope_error: null, difficulty: 0.354, difficulty_error: 0.21 },
    ],
    left_out: [{ item: 'q2', reason: 'everybody had it right' }],
  },
};

describe('the figures of a cohort', () => {
  test('each stand with how sure they are, and a dash where the answers carry none', () => {
    const [first, second] = questionLines(SCALED);
    assert.deepEqual(first, {
      ...{ item: 'q1', answers: 60, right: '40 %', rightSpan: '29 % to 53 %' },
      ...{ discrimination: '0.31', bestLessWeakest: '0.50' },
      ...{ difficulty: '0.35 ± 0.21', slope: '1.10', notes: '' },
    });
    assert.equal(second?.discrimination, '–');
    assert.equal(second?.difficulty, '–');
    assert.equal(second?.notes, 'Too easy, Not on the scale: everybody had it right');
  });

  test('name no scale where there is none, and say from how many learners on there is', () => {
    const [only] = questionLines({ ...BARE, item_response: null });
    assert.equal(only?.difficulty, null);
    assert.match(scaleWords({ ...BARE, answered: 12 }) ?? '', /from 50 learners on; 12 answered/);
    assert.match(scaleWords(BARE) ?? '', /did not settle/);
    assert.equal(scaleWords({ ...BARE, answered: 0 }), null);
  });

  test('of the whole test leave out what nobody could know', () => {
    assert.deepEqual(testFacts(SCALED), [
      ['Median right', '8.5 of 20'],
      ['Spread (sd)', '3.2'],
      ['Reliability (KR-20)', '0.71'],
      ['Standard error', '1.7 questions'],
      ['Reliability on the scale', '0.68'],
    ]);
    assert.deepEqual(testFacts(BARE), [], 'an analysis from before has no such figures');
    const blank = { items: 5, median: null, sd: null, kr20: null, standard_error: null };
    assert.deepEqual(testFacts({ ...BARE, test: blank }), []);
  });

  test('say what holds extreme values back', () => {
    assert.match(scaleWords(SCALED) ?? '', /60 learners.*held back/);
  });
});
