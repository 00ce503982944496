/** The page stays light: every route below its budget of script. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { pageWeights } from '../../ops/scripts/page-weight.ts';

const BUDGET_KB = 60;

describe('the script of the page', () => {
  before(async () => {
    await buildPage();
  });

  it(`is at most ${BUDGET_KB} KB compressed, whichever page is opened first`, (t) => {
    const weights = pageWeights();
    for (const { page, kilobytes } of weights) t.diagnostic(`${kilobytes.toFixed(1)} KB ${page}`);
    assert.ok(weights.length > 5, 'pages are fetched one by one');
    assert.deepEqual(
      weights.filter(({ kilobytes }) => kilobytes > BUDGET_KB),
      [],
    );
  });
});
