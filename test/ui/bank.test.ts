/** What the bank's page decides without a browser: its addresses, differences and words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  answersInWords,
  type Content,
  historyWords,
  type ItemRow,
} from '../../ui/bank/bank-data.ts';
import { narrowing, pathOf, queryIn, toggled } from '../../ui/bank/bank-query.ts';
import { changedParts, editOf } from '../../ui/bank/content-edit.ts';
import { diffOf } from '../../ui/bank/wording-diff.ts';

describe('the bank’s address', () => {
  it('holds the view and nothing else', () => {
    const query = queryIn({ state: 'draft', domain: 'A & B', q: ' ', colour: 'red' });
    assert.deepEqual(query, { state: 'draft', domain: 'A & B' });
    const path = pathOf(query);
    assert.equal(path, '/bank?state=draft&domain=A+%26+B');
    const back = Object.fromEntries(new URL(path, 'http://x').searchParams);
    assert.deepEqual(queryIn(back), query);
    assert.equal(pathOf({}), '/bank');
  });

  it('loses a filter that is chosen once more', () => {
    assert.deepEqual(toggled({ state: 'draft' }, 'state', 'draft'), {});
    assert.deepEqual(toggled({ state: 'draft' }, 'state', 'active'), { state: 'active' });
  });

  it('counts what narrows, which the order does not', () => {
    assert.equal(narrowing({ sort: 'domain', certification: 'c', q: 'x' }), 1);
  });
});

describe('the difference of two wordings', () => {
  it('names what went and what came', () => {
    assert.deepEqual(diffOf('Which port does HTTPS use?', 'Which TCP port does HTTPS use?'), [
      { text: 'Which', kind: 'same' },
      { text: ' TCP', kind: 'new' },
      { text: ' port does HTTPS use?', kind: 'same' },
    ]);
  });

  it('tells texts that are hardly alike one after the other', () => {
    const kinds = diffOf('one two three four', 'five six three seven').map(({ kind }) => kind);
    assert.deepEqual(kinds, ['gone', 'new']);
  });

  it('always adds up to both texts', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'dd'), { maxLength: 12 });
    fc.assert(
      fc.property(words, words, (left, right) => {
        const [before, after] = [left.join(' '), right.join(' ')];
        const pieces = diffOf(before, after);
        const without = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map(({ text }) => text)
            .join('');
        assert.equal(without('new').trim(), before);
        assert.equal(without('gone').trim().replaceAll(/\s+/g, ' '), after);
      }),
    );
  });
});

const CONTENT: Content = {
  ...{ domain: 'Networks', objective: null, difficulty: 'beginner', type: '' },
  ...{ stem: 'Which?', options: ['a', 'b', 'c'], key: 1, rationale: '', source: null },
};

describe('an edit', () => {
  it('sends what changed, options and answer always together', () => {
    assert.deepEqual(editOf(CONTENT, CONTENT), {});
    assert.deepEqual(editOf(CONTENT, { ...CONTENT, stem: 'What?' }), { stem: 'What?' });
    assert.deepEqual(editOf(CONTENT, { ...CONTENT, key: 2 }), { options: ['a', 'b', 'c'], key: 2 });
  });

  it('names the parts a reader will see changed', () => {
    const after = { ...CONTENT, options: ['a', 'x'], key: 0 };
    assert.deepEqual(
      changedParts(CONTENT, after).map(({ name, before, after: then }) => [name, before, then]),
      [
        ['Option B', 'b', 'x'],
        ['Option C', 'c', ''],
        ['Answer', 'B: b', 'A: a'],
      ],
    );
  });
});

describe('in words', () => {
  it('few answers are called few', () => {
    const row = (responses: number, correct: number) =>
      answersInWords({ responses, correct } as ItemRow);
    assert.equal(row(0, 0), 'no answers yet');
    assert.equal(row(5, 3), '3 of 5 right (too few to judge)');
    assert.equal(row(12, 3), '3 of 12 right');
  });

  it('history tells retiring from discarding', () => {
    const line = (from_state: 'draft' | 'active') =>
      historyWords({
        ...{ at: '', actor: '', action: 'moved', version: 1, workflow: null, comment: '' },
        ...{ from_state, to_state: 'retired' },
      });
    assert.equal(line('active'), 'retired it');
    assert.equal(line('draft'), 'discarded it');
  });
});
