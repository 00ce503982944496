import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Piece, wordDiff } from '../../../ui/inbox/word-diff.ts';

const only = (pieces: Piece[], ...kinds: string[]): string =>
  pieces
    .filter(({ change }) => kinds.includes(change))
    .map(({ text }) => text)
    .join('');
const bare = (text: string): string => text.replaceAll(/\s+/g, '');

test('one changed word is one change', () => {
  assert.deepEqual(wordDiff('Which device joins networks?', 'Which device links networks?'), [
    { text: 'Which device ', change: 'kept' },
    { text: 'joins ', change: 'removed' },
    { text: 'links ', change: 'added' },
    { text: 'networks?', change: 'kept' },
  ]);
});

test('words added at the end leave the others alone', () => {
  assert.deepEqual(wordDiff('A router', 'A router joins networks'), [
    { text: 'A router ', change: 'kept' },
    { text: 'joins networks', change: 'added' },
  ]);
});

test('a text written anew is shown as one text in place of another', () => {
  assert.deepEqual(
    wordDiff('In which of these contexts is it used?', 'Name the protocol that does this.').map(
      ({ change }) => change,
    ),
    ['removed', 'added'],
  );
});

test('nothing changed is nothing changed, also of nothing', () => {
  assert.deepEqual(wordDiff('same', 'same'), [{ text: 'same', change: 'kept' }]);
  assert.deepEqual(wordDiff('', ''), []);
});

test('what is kept and added is the new text, what is kept and removed the old one', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'dd', '<script>'), { maxLength: 25 });
  fc.assert(
    fc.property(text, text, (left, right) => {
      const [before, after] = [left.join(' '), right.join(' ')];
      const pieces = wordDiff(before, after);
      assert.equal(only(pieces, 'kept', 'added'), after);
      assert.equal(bare(only(pieces, 'kept', 'removed')), bare(before));
    }),
  );
});

test('ten thousand words are compared without delay', () => {
  const long = 'word '.repeat(10_000);
  const pieces = wordDiff(`${long}end`, `begin ${long}stop`);
  assert.equal(only(pieces, 'kept', 'added'), `begin ${long}stop`);
});
