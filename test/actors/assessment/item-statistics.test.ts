/** Classical statistics against a published data set, and their silence where answers are few. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { type AnswerRow, itemFigures } from '../../../actors/assessment/item-statistics.ts';
import { wilson } from '../../../actors/assessment/spread.ts';
import { testFigures } from '../../../actors/assessment/test-statistics.ts';

const LSAT = new URL('../../../../shared/data/lsat.csv', import.meta.url);
const skip = existsSync(LSAT) ? false : 'the LSAT data set is not here';

function lsat(): AnswerRow[] {
  const lines = readFileSync(LSAT, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) =>
    line
      .split(',')
      .slice(1)
      .map((mark) => (Number(mark) === 1 ? 0 : 1)),
  );
}

test('facility, item-rest correlation and KR-20 of LSAT6 equal the reference', { skip }, () => {
  const keys = [0, 0, 0, 0, 0];
  const figures = itemFigures(lsat(), keys, [2, 2, 2, 2, 2]);
  assert.deepEqual(
    figures.map((figure) => figure.facility),
    [0.924, 0.709, 0.553, 0.763, 0.87],
  );
  assert.deepEqual(
    figures.map((figure) => figure.discrimination?.toFixed(3)),
    ['0.113', '0.153', '0.173', '0.144', '0.122'],
  );
  assert.equal(testFigures(lsat(), keys).kr20?.toFixed(4), '0.2950');
});

/** Computed in exact fractions, apart from this project. */
const EXACT = {
  itemRest: [
    0.112832688922341, 0.153178120116529, 0.17277894329109, 0.144428095247093, 0.121596402547096,
  ],
  upperMinusLower: [
    0.196624472573839, 0.631458040318799, 0.810876699484294, 0.536990154711673, 0.320346929207689,
  ],
  restOfRight: [
    2.9264069264069263, 3.1946403385049367, 3.394213381555154, 3.127129750982962,
    2.9931034482758623,
  ],
  restOfWrong: [
    2.513157894736842, 2.9037800687285222, 3.1073825503355703, 2.827004219409283,
    2.6538461538461537,
  ],
  kr20: 631435 / 2140478,
  mean: 3.819,
  median: 4,
  sd: 1.035041211889802,
  standardError: 0.869066612393306,
  skewness: -0.689973927643437,
  kurtosis: 0.071794194527305,
};

test('every classical figure of LSAT6 is within 1e-9 of exact arithmetic', { skip }, () => {
  const keys = [0, 0, 0, 0, 0];
  const close = (found: number | null | undefined, exact: number | undefined, what: string) =>
    assert.ok(Math.abs((found ?? Number.NaN) - (exact ?? 0)) < 1e-9, `${what}: ${found}`);
  for (const [at, item] of itemFigures(lsat(), keys, [2, 2, 2, 2, 2]).entries()) {
    close(item.discrimination, EXACT.itemRest[at], `item-rest ${at}`);
    close(item.upper_minus_lower, EXACT.upperMinusLower[at], `upper minus lower ${at}`);
    close(item.option_rest_means[0], EXACT.restOfRight[at], `rest score of the right ${at}`);
    close(item.option_rest_means[1], EXACT.restOfWrong[at], `rest score of the wrong ${at}`);
  }
  const whole = testFigures(lsat(), keys);
  close(whole.kr20, EXACT.kr20, 'KR-20');
  close(whole.mean, EXACT.mean, 'mean');
  close(whole.median, EXACT.median, 'median');
  close(whole.sd, EXACT.sd, 'sd');
  close(whole.standard_error, EXACT.standardError, 'standard error');
  close(whole.skewness, EXACT.skewness, 'skewness');
  close(whole.kurtosis, EXACT.kurtosis, 'kurtosis');
});

test('LSAT6 agrees with statistics computed another way to 1e-9', { skip }, () => {
  const rows = lsat();
  const n = rows.length;
  for (const [item, figure] of itemFigures(rows, [0, 0, 0, 0, 0], [2, 2, 2, 2, 2]).entries()) {
    // Sums of products instead of centred sums.
    let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
    for (const row of rows) {
      const x = row[item] === 0 ? 1 : 0;
      const y = row.filter((mark, at) => at !== item && mark === 0).length;
      sx += x;
      sy += y;
      sxx += x * x;
      syy += y * y;
      sxy += x * y;
    }
    const r = (n * sxy - sx * sy) / Math.sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
    assert.ok(Math.abs((figure.discrimination ?? 9) - r) < 1e-9);
  }
});

test('five items and a thousand learners raise no alarm about low discrimination', { skip }, () => {
  const flags = itemFigures(lsat(), [0, 0, 0, 0, 0], [2, 2, 2, 2, 2]).flatMap((one) => one.flags);
  assert.deepEqual(flags, ['too_easy']);
});

test('below ten learners there are counts and nothing else', () => {
  const rows: AnswerRow[] = Array.from({ length: 9 }, (_, learner) => [learner % 4, null]);
  const [first, second] = itemFigures(rows, [0, 1], [4, 4]);
  assert.deepEqual(first?.option_counts, [3, 2, 2, 2]);
  assert.deepEqual(second?.option_counts, [0, 0, 0, 0]);
  assert.equal(first?.facility, null);
  assert.equal(first?.discrimination, null);
  assert.equal(first?.upper_minus_lower, null);
  assert.deepEqual(first?.option_rest_means, [null, null, null, null]);
  assert.equal(second?.omitted, 9);
  assert.deepEqual(first?.flags, []);
  const { n, items, ...figures } = testFigures(rows, [0, 1]);
  assert.deepEqual([n, items], [9, 2]);
  assert.ok(Object.values(figures).every((figure) => figure === null));
});

test('upper and lower groups do not depend on the order in which learners are listed', () => {
  const rows: AnswerRow[] = Array.from({ length: 22 }, (_, learner) => [
    learner % 2,
    learner % 3 === 0 ? 0 : 1,
    0,
    learner % 5 === 0 ? null : 0,
  ]);
  const apart = (of: AnswerRow[]) =>
    itemFigures(of, [0, 0, 0, 0], [2, 2, 2, 2]).map((each) => each.upper_minus_lower?.toFixed(12));
  assert.deepEqual(apart(rows), apart(rows.toReversed()));
});

test('weak discrimination is flagged only from 50 learners and 15 items on', () => {
  const cohort = (learners: number, items: number): AnswerRow[] =>
    Array.from({ length: learners }, (_, learner) =>
      Array.from({ length: items }, (__, item) =>
        item === 0 ? learner % 2 : learner < learners / 2 ? 0 : 1,
      ),
    );
  const flagged = (learners: number, items: number) =>
    itemFigures(
      cohort(learners, items),
      Array.from({ length: items }, () => 0),
      Array.from({ length: items }, () => 2),
    )[0]?.flags.includes('low_discrimination');
  assert.equal(flagged(49, 15), false);
  assert.equal(flagged(50, 14), false);
  assert.equal(flagged(50, 15), true);
});

test('an item that everyone gets right has no discrimination, not a zero', () => {
  const rows: AnswerRow[] = Array.from({ length: 12 }, (_, learner) => [0, learner % 2]);
  const [constant] = itemFigures(rows, [0, 0], [4, 2]);
  assert.equal(constant?.facility, 1);
  assert.equal(constant?.discrimination, null);
  assert.ok(constant?.flags.includes('too_easy'));
  assert.ok(constant?.flags.includes('unused_option_2'));
});

test('a wrong option that better learners choose is flagged', () => {
  const rows: AnswerRow[] = Array.from({ length: 20 }, (_, learner) =>
    learner < 10 ? [1, 0, 0, 0] : [0, 1, 1, 1],
  );
  const [suspect] = itemFigures(rows, [0, 0, 0, 0], [2, 2, 2, 2]);
  assert.ok(suspect?.flags.includes('better_learners_chose_option_2'));
});

test('no figure ever leaves its range', () => {
  const answers = fc.array(
    fc.array(fc.option(fc.nat(3), { nil: null }), { minLength: 3, maxLength: 3 }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(answers, (rows) => {
      for (const figure of itemFigures(rows, [0, 1, 2], [4, 4, 4])) {
        for (const value of [figure.facility, ...(figure.facility_interval ?? [])])
          assert.ok(value === null || (value >= 0 && value <= 1));
        assert.ok(figure.discrimination === null || Math.abs(figure.discrimination) <= 1 + 1e-9);
      }
    }),
  );
});

test('the Wilson interval holds the published value for 8 of 10', () => {
  const [low, high] = wilson(8, 10);
  assert.equal(low.toFixed(4), '0.4902');
  assert.equal(high.toFixed(4), '0.9433');
});
