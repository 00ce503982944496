import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainWords } from '../../../actors/assessment/bank/plain-words.ts';
import type { UseFigures } from '../../../actors/assessment/bank/ports.ts';
import { figuresOf, pooled } from '../../../actors/assessment/bank/statistics.ts';
import { analyseGaps } from '../../../actors/assessment/gaps.ts';
import { wilson } from '../../../actors/assessment/spread.ts';
import type { QuestionSet, ResponseSet } from '../../../actors/content.ts';
import { QUESTIONS } from '../../http/questions.ts';

/** A cohort that answers by a rule; learner 0 is the weakest. */
function cohort(size: number, answer: (learner: number, item: number) => number | null) {
  const base = QUESTIONS.items[0];
  assert.ok(base);
  const questions: QuestionSet = {
    ...QUESTIONS,
    items: Array.from({ length: 6 }, (_, at) => ({ ...base, id: `q${at}`, key: at % 4 })),
  };
  const learners = Array.from({ length: size }, (_, at) => `l${at}`);
  const responses: ResponseSet = {
    form_id: 'f',
    closed_at: null,
    missing: [],
    responses: learners.map((learner, at) => ({
      learner,
      submitted_at: at,
      answers: questions.items.map(({ id }, item) => ({ item: id, option: answer(at, item) })),
    })),
  };
  return { questions, responses, learners };
}

const graded = cohort(40, (learner, item) =>
  learner % 7 === 3 && item === 2 ? null : learner > item * 6 ? item % 4 : (learner + item) % 4,
);

describe('statistics of one cohort', () => {
  const figures = figuresOf(graded.questions, graded.responses, graded.learners);

  it('are those of the gap analysis, to the last digit', () => {
    const { cohort: analysed } = analyseGaps({
      ...graded,
      domains: [{ name: 'Networks', weight: 1 }],
      pass_mark: 0.7,
    });
    for (const known of analysed.item_statistics) {
      const own = figures.get(known.item);
      assert.ok(own);
      const item = graded.questions.items.find(({ id }) => id === known.item);
      const told = pooled([own], item?.key ?? 0, 4);
      assert.equal(told.n, known.n);
      assert.equal(told.facility, known.facility);
      assert.deepEqual(told.facility_interval, known.facility_interval);
      assert.equal(told.discrimination, known.discrimination);
      assert.deepEqual(told.option_counts, known.option_counts);
    }
  });

  it('tell the best and the weakest 27 % apart, and what was left out', () => {
    const own = figures.get('q2');
    assert.equal(own?.upper.n, 11);
    assert.equal(own?.lower.n, 11);
    assert.equal(own?.omitted, 6);
    assert.ok((own?.upper.option_counts[2] ?? 0) > (own?.lower.option_counts[2] ?? 0));
  });

  it('say nothing about a question that nobody answered', () => {
    const none = figuresOf(graded.questions, null, graded.learners).get('q0');
    assert.ok(none);
    assert.deepEqual(plainWords(pooled([none], 0, 4), 0), [
      'Nobody has answered this question yet.',
    ]);
  });
});

describe('statistics of several cohorts', () => {
  const use = (n: number, right: number, discrimination: number | null): UseFigures => ({
    ...{ n, right, omitted: 0, discrimination },
    option_counts: [right, n - right],
    upper: { n: 3, option_counts: [3, 0] },
    lower: { n: 3, option_counts: [1, 2] },
  });

  it('are added up, and correlations averaged by size', () => {
    const both = pooled([use(20, 15, 0.5), use(60, 30, 0.2)], 0, 2);
    assert.equal(both.n, 80);
    assert.equal(both.facility, 45 / 80);
    assert.deepEqual(both.facility_interval, wilson(45, 80));
    assert.equal(both.cohorts, 2);
    const z = (17 * Math.atanh(0.5) + 57 * Math.atanh(0.2)) / 74;
    assert.ok(Math.abs((both.discrimination ?? 0) - Math.tanh(z)) < 1e-12);
    assert.ok(Math.abs((both.upper_minus_lower ?? 0) - (1 - 1 / 3)) < 1e-12);
  });

  it('claim nothing below ten answers, however many cohorts they come from', () => {
    const few = pooled([use(4, 2, null), use(5, 5, null)], 0, 2);
    assert.equal(few.too_few, true);
    assert.equal(few.facility, null);
    assert.equal(few.discrimination, null);
    assert.match(plainWords(few, 0)[0] ?? '', /^Too few responses: 9 learners answered, 7 of them/);
  });

  it('a small cohort beside a large one adds answers but no correlation', () => {
    const told = pooled([use(4, 2, 0.9), use(30, 15, 0.3)], 0, 2);
    assert.equal(told.n, 34);
    assert.equal(told.discrimination, 0.3);
  });

  it('a perfect correlation is still a number', () => {
    const told = pooled([use(12, 6, 1), use(12, 6, 1)], 0, 2);
    assert.ok((told.discrimination ?? 0) > 0.999 && (told.discrimination ?? 2) <= 1);
  });
});

describe('in plain words', () => {
  const told = (more: Partial<UseFigures>) =>
    plainWords(
      pooled(
        [
          {
            ...{ n: 40, right: 20, omitted: 0, discrimination: 0.4, option_counts: [20, 12, 8, 0] },
            upper: { n: 11, option_counts: [9, 1, 1, 0] },
            lower: { n: 11, option_counts: [2, 5, 4, 0] },
            ...more,
          },
        ],
        0,
        4,
      ),
      0,
    ).join(' ');

  it('a sound question is called so', () => {
    assert.match(told({}), /20 of 40 answered right \(50 %; .* between 35 % and 65 %\)/);
    assert.match(told({}), /Nobody chose option D/);
    assert.doesNotMatch(told({}), /may be right too/);
  });

  it('an option that stronger learners prefer is named', () => {
    const upper = { n: 11, option_counts: [3, 7, 1, 0] };
    assert.match(told({ upper }), /option B \(7 against 5\): it may be right too/);
  });

  it('a doubtful key is doubted, an open matter left open', () => {
    assert.match(told({ discrimination: -0.5 }), /Check whether the marked answer/);
    assert.match(told({ discrimination: 0.05 }), /still open/);
  });
});
