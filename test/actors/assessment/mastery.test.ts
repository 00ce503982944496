/** Mastery verdicts against the exact table of the design, and the beta function against known values. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { betaBelow, betaQuantile } from '../../../actors/assessment/beta.ts';
import { masteryOf } from '../../../actors/assessment/mastery.ts';

const CUT = 0.7;
const STEPS = 20_000;

/** P(x of k right and p on one side of the cut) for true mastery p ~ Beta(4,2), by Simpson's rule. */
function joint(k: number, x: number, from: number, to: number): number {
  let choose = 1;
  for (let i = 0; i < x; i++) choose = (choose * (k - i)) / (i + 1);
  const density = (p: number): number =>
    20 * p ** 3 * (1 - p) * choose * p ** x * (1 - p) ** (k - x);
  const h = (to - from) / STEPS;
  let sum = density(from) + density(to);
  for (let i = 1; i < STEPS; i++) sum += (i % 2 === 1 ? 4 : 2) * density(from + i * h);
  return (sum * h) / 3;
}

interface Row {
  raw: number;
  flagged: number;
  gapWrong: number;
  mastered: number;
  masteredWrong: number;
  undetermined: number;
  gapUpTo: number;
}

function row(k: number): Row {
  const total = { gap: 0, mastered: 0, undetermined: 0 };
  const wrong = { gap: 0, mastered: 0, undetermined: 0 };
  let raw = 0;
  let gapUpTo = -1;
  for (let x = 0; x <= k; x++) {
    const below = joint(k, x, 0, CUT);
    const above = joint(k, x, CUT, 1);
    const { verdict } = masteryOf(k, x, CUT);
    total[verdict] += below + above;
    if (verdict === 'gap') {
      wrong.gap += above;
      gapUpTo = x;
    }
    if (verdict === 'mastered') wrong.mastered += below;
    raw += x / k < CUT - 1e-12 ? above : below;
  }
  return {
    raw,
    flagged: total.gap,
    gapWrong: wrong.gap / total.gap,
    mastered: total.mastered,
    masteredWrong: total.mastered === 0 ? 0 : wrong.mastered / total.mastered,
    undetermined: total.undetermined,
    gapUpTo,
  };
}

/** items, raw wrong, gap flagged, gap wrong, mastered, mastered wrong, undetermined, gap if x ≤. */
const TABLE: [number, number, number, number, number, number | null, number, number][] = [
  [3, 0.297, 0.29, 0.16, 0, null, 0.71, 1],
  [5, 0.251, 0.26, 0.106, 0.22, 0.149, 0.52, 2],
  [8, 0.218, 0.32, 0.093, 0.31, 0.146, 0.37, 4],
  [10, 0.212, 0.29, 0.067, 0.24, 0.091, 0.46, 5],
  [20, 0.158, 0.39, 0.064, 0.34, 0.083, 0.27, 12],
];

for (const [k, raw, flagged, gapWrong, mastered, masteredWrong, undetermined, upTo] of TABLE)
  test(`the verdicts on ${k} items err exactly as often as the design says`, () => {
    const got = row(k);
    assert.equal(got.raw.toFixed(3), raw.toFixed(3));
    assert.equal(got.flagged.toFixed(2), flagged.toFixed(2));
    assert.equal(got.gapWrong.toFixed(3), gapWrong.toFixed(3));
    assert.equal(got.mastered.toFixed(2), mastered.toFixed(2));
    if (masteredWrong !== null)
      assert.equal(got.masteredWrong.toFixed(3), masteredWrong.toFixed(3));
    assert.equal(got.undetermined.toFixed(2), undetermined.toFixed(2));
    assert.equal(got.gapUpTo, upTo);
  });

test('the beta function agrees with the binomial sum it stands for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 40 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (right, wrong, x) => {
        const n = right + wrong + 1;
        let sum = 0;
        for (let j = right + 1; j <= n; j++) {
          let choose = 1;
          for (let i = 0; i < j; i++) choose = (choose * (n - i)) / (i + 1);
          sum += choose * x ** j * (1 - x) ** (n - j);
        }
        assert.ok(Math.abs(betaBelow(x, right + 1, wrong + 1) - sum) < 1e-9);
      },
    ),
    { numRuns: 300 },
  );
});

test('the 80 % interval leaves a tenth on either side', () => {
  const { interval } = masteryOf(7, 4, CUT);
  assert.ok(Math.abs(betaBelow(interval[0], 5, 4) - 0.1) < 1e-9);
  assert.ok(Math.abs(betaBelow(interval[1], 5, 4) - 0.9) < 1e-9);
  assert.ok(Math.abs(betaQuantile(0.5, 1, 1) - 0.5) < 1e-9);
});

test('a domain without questions is undetermined and never a gap', () => {
  assert.equal(masteryOf(0, 0, 0.95).verdict, 'undetermined');
});
