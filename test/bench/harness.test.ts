/** The pure parts of the benchmarks: order statistics, reading of options, what a crash may do to a log. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { databasesAsked } from '../../bench/harness/benchmark.ts';
import { aftermath, type Line } from '../../bench/harness/log.ts';
import { median, percentile, range } from '../../bench/harness/statistics.ts';

const ran = (id: string, ...steps: (number | 'end' | [number, string])[]): Line[] =>
  steps.map((step, at) => {
    const [name, key] = Array.isArray(step) ? step : [step, `${id}/${step}`];
    return { id, step: String(name), at, key };
  });
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

describe('the benchmarks', () => {
  it('take the middle of an odd number of samples and the mean of the middle two of an even', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 100]), 3);
    assert.ok(Number.isNaN(median([])));
  });

  it('take the percentile by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.equal(percentile(hundred, 99), 99);
    assert.equal(percentile(hundred, 100), 100);
    assert.equal(percentile([7], 50), 7);
    assert.equal(range([3, 1, 2], 1), '1.0-3.0');
  });

  it('measure the database that is asked for, and say what may be asked', () => {
    assert.deepEqual(databasesAsked('embedded'), ['embedded']);
    assert.deepEqual(databasesAsked('postgres'), ['postgres']);
    assert.throws(() => databasesAsked('redis'), /ENGINE_DATABASE is redis.*postgres or embedded/);
  });

  it('count a step that a crash cut off as repeated, and one that never ran as lost', () => {
    const lines = [
      ...ran('a', 1, 2, 3, 3, ...ALL.slice(3), 'end'),
      ...ran('b', ...ALL.slice(0, 9)),
    ];
    assert.deepEqual(aftermath(lines, ['a', 'b']), { lost: 2, repeated: 1, rekeyed: 0 });
  });

  it('count a step that ran again under another key', () => {
    const lines = ran('a', 1, [2, 'a/s2.2'], [2, 'a/s2.3'], ...ALL.slice(2));
    assert.deepEqual(aftermath(lines, ['a']), { lost: 0, repeated: 1, rekeyed: 1 });
  });

  it('refuse a log in which a finished step ran again, or one ran too early', () => {
    assert.throws(() => aftermath(ran('a', 1, 2, 3, 2, 3, ...ALL.slice(3)), ['a']), /such as a/);
    assert.throws(() => aftermath(ran('a', 1, 3, ...ALL.slice(3)), ['a']), /such as a/);
  });
});
