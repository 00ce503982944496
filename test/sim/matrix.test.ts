import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CrashPoint, walk } from './matrix.ts';
import { PATHS } from './paths.ts';

const GOLDEN_RATIO = 0.618034;

describe('a crash', () => {
  it('anywhere on the happy path leaves no trace', async (test) => {
    const happy = PATHS[0];
    assert(happy);
    const report = await walk(happy);
    assert.deepEqual(report.found, [], 'npm run sim -- --matrix --path happy');
    assert(report.walked >= 500, `only ${report.walked} points`);
    test.diagnostic(`${report.walked} points`);
  });

  // One point of each path, at another place in each: the fractional parts of n times the golden
  // ratio spread evenly. `npm run sim -- --matrix` walks all points of all paths.
  it('on a path where one thing goes wrong leaves no trace', async (test) => {
    let walked = 0;
    for (const [index, path] of PATHS.slice(1).entries()) {
      const choose = (points: CrashPoint[]) => {
        const place = Math.floor(((index * GOLDEN_RATIO) % 1) * points.length);
        return points.slice(place, place + 1);
      };
      const report = await walk(path, choose);
      assert.deepEqual(report.found, [], `npm run sim -- --matrix --path '${path.name}'`);
      walked += report.walked;
    }
    assert.equal(walked, PATHS.length - 1);
    test.diagnostic(`${walked} paths`);
  });
});
