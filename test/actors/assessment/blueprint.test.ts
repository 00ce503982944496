/** Question counts by largest remainder. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { allot } from '../../../actors/assessment/blueprint.ts';

const PCA = [
  { name: 'PromQL', weight: 28 },
  { name: 'Fundamentals', weight: 20 },
  { name: 'Observability', weight: 18 },
  { name: 'Alerting', weight: 18 },
  { name: 'Instrumentation', weight: 16 },
];

const counts = (total: number): number[] => allot(PCA, total).map((line) => line.wanted);

test('twenty questions over five weights come out as the design says', () => {
  assert.deepEqual(counts(20), [6, 4, 4, 3, 3]);
});

test('equal remainders go to the larger weight, then to the domain named first', () => {
  const tied = allot(
    [
      { name: 'small', weight: 1 },
      { name: 'large', weight: 3 },
    ],
    2,
  );
  assert.deepEqual(
    tied.map((line) => line.wanted),
    [0, 2],
  );
  const equal = allot(
    ['a', 'b', 'c'].map((name) => ({ name, weight: 1 })),
    4,
  );
  assert.deepEqual(
    equal.map((line) => line.wanted),
    [2, 1, 1],
  );
});

test('counts add up and no domain strays by a whole question from its share', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.nat(500), (list, total) => {
      fc.pre(list.some((weight) => weight > 0));
      const sum = list.reduce((left, right) => left + right, 0);
      const lines = allot(
        list.map((weight, at) => ({ name: String(at), weight })),
        total,
      );
      assert.equal(
        lines.reduce((left, line) => left + line.wanted, 0),
        total,
      );
      for (const line of lines) assert.ok(Math.abs(line.wanted - (line.weight * total) / sum) < 1);
    }),
  );
});

test('weights given as fractions share out as percentages do', () => {
  const fractions = PCA.map((domain) => ({ ...domain, weight: domain.weight / 100 }));
  for (let total = 0; total <= 60; total++)
    assert.deepEqual(
      allot(fractions, total).map((line) => line.wanted),
      counts(total),
    );
});

test('no weight at all is refused with the path', () => {
  assert.throws(() => allot([{ name: 'a', weight: 0 }], 5), /certification_context\.domains/);
});
