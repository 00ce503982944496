/** What the cohort's pages decide without a browser: walking the map, and words for findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextCell } from '../../ui/people/heat-keys.ts';
import {
  calledBy,
  findingInWords,
  type LearnerLine,
  remediationOf,
} from '../../ui/people/people-data.ts';

describe('walking the map', () => {
  it('arrows move by one and stay inside', () => {
    const at = { row: 1, column: 1 };
    assert.deepEqual(nextCell('ArrowDown', at, 3, 3), { row: 2, column: 1 });
    assert.deepEqual(nextCell('ArrowLeft', at, 3, 3), { row: 1, column: 0 });
    assert.deepEqual(nextCell('ArrowUp', { row: 0, column: 2 }, 3, 3), { row: 0, column: 2 });
    assert.deepEqual(nextCell('End', at, 3, 3), { row: 1, column: 2 });
    assert.deepEqual(nextCell('PageDown', at, 3, 3), { row: 2, column: 1 });
  });

  it('other keys are left to the browser', () => {
    assert.equal(nextCell('Tab', { row: 0, column: 0 }, 3, 3), null);
    assert.equal(nextCell('a', { row: 0, column: 0 }, 3, 3), null);
  });
});

const LINE: LearnerLine = {
  ...{ id: 'l1', name: null, submitted_at: null, deck: null, visited_at: null, visits: 0 },
  letters: [],
  finding: {
    ...{ answered: true, score: 0.5, passed: false, domains: [], statement: '' },
    weak_areas: ['Networks'],
  },
};
const DECK = {
  ...{ artifact: 'a', type: 'deck', topic: null, degraded: false, created_at: '' },
  opened_at: null as string | null,
};

describe('a learner in words', () => {
  it('is called by name where names are shown, else by id', () => {
    assert.equal(calledBy(LINE), 'l1');
    assert.equal(calledBy({ id: 'l1', name: 'Zelda' }), 'Zelda');
  });

  it('a finding says what it rests on', () => {
    const finding = {
      ...{ domain: 'd', items: 5, correct: 3, p_below_cut: 0.6, verdict: 'undetermined' as const },
      interval: [0.36, 0.81] as [number, number],
    };
    assert.match(
      findingInWords(finding),
      /3 of 5 right; .* between 36 % and 81 % \(80 % certain\)/,
    );
    assert.match(findingInWords({ ...finding, items: 0 }), /No question/);
  });

  it('remediation goes from gap to opened deck, each with its word', () => {
    const steps: [Partial<LearnerLine>, boolean, string][] = [
      [{ finding: null }, false, 'not analysed yet'],
      [{}, false, 'deck not made yet'],
      [{ deck: DECK }, false, 'deck made, not released'],
      [{ deck: DECK }, true, 'deck waits to be opened'],
      [{ deck: DECK, visited_at: 'x' }, true, 'page opened, deck not yet'],
      [{ deck: { ...DECK, opened_at: 'x' }, visited_at: 'x' }, true, 'deck opened'],
    ];
    for (const [more, released, word] of steps)
      assert.equal(remediationOf({ ...LINE, ...more }, released).word, word);
    const finding = LINE.finding && { ...LINE.finding, weak_areas: [] };
    assert.equal(remediationOf({ ...LINE, finding }, true).word, 'no gap found');
  });
});
