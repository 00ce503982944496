/** Classical statistics against a published data set, and their silence where answers are few. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import {
  type AnswerRow,
  itemFigures,
  testFigures,
  wilson,
} from '../../../actors/assessment/item-statistics.ts';

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
  assert.deepEqual(first?.flags, []);
  assert.equal(testFigures(rows, [0, 1]).kr20, null);
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
