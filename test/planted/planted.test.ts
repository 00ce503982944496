import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applies, copyTree, hasGit, plant, plantedBugs } from './planting.ts';

const bugs = plantedBugs();
const skip = hasGit() ? false : 'needs git and a tracked tree to apply patches';

describe('planted bugs', () => {
  it('are at least twenty-four, each with what it does and what kills it', () => {
    assert(bugs.length >= 24, `${bugs.length} bugs`);
    for (const { name, what, tests } of bugs) {
      assert.match(what, /^[a-z].{10,}/, name);
      assert(tests.length > 0 && tests.every((path) => path.endsWith('.test.ts')), name);
    }
  });

  it('all still fit the tree', { skip }, () => {
    const misfits = bugs.filter((bug) => !applies(bug)).map(({ name }) => name);
    assert.deepEqual(misfits, [], 'make these patches anew');
  });

  // All of them are run by `npm run planted`; these two are cheap.
  it('are noticed', { skip }, async () => {
    const copy = copyTree();
    try {
      const cheap = ['no-inc-fence', 'begins-after-stop'];
      for (const bug of bugs.filter(({ name }) => cheap.includes(name)))
        assert.equal((await plant(bug, copy)).end, 'killed', bug.name);
    } finally {
      copy.remove();
    }
  });
});
