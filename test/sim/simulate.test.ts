import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from './simulate.ts';

describe('simulated workflows', () => {
  it('end, explained, whatever fails and whenever the process dies', async () => {
    let crashes = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const report = await simulate(seed);
      assert.deepEqual(report.violations, [], `npm run sim -- --seed ${seed} --trace`);
      crashes += report.crashes;
    }
    assert.ok(crashes >= 240, `only ${crashes} crashes`);
  });

  it('are the same run for the same seed', async () => {
    const [first, second] = [await simulate(7), await simulate(7)];
    assert.deepEqual(first, second);
    assert.notEqual(first.hash, (await simulate(8)).hash);
  });
});
