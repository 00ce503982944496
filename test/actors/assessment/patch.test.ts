/** An educator's edits: applied, checked again, or refused with the path of the mistake. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { applyQuestionPatch, type QuestionPatch } from '../../../actors/assessment/patch.ts';
import type { Item, QuestionSet } from '../../../actors/content.ts';
import { PresGenError } from '../../../runtime/errors.ts';

const QUOTE = 'A dolphin is a group of piles driven into the seabed.';

function item(id: string): Item {
  return {
    id,
    family: 'term',
    domain: 'Harbour',
    objective: null,
    stem: 'Which term is defined as “a group of piles driven into the seabed”?',
    options: ['Dolphin', 'Fairway', 'Slipway', 'Berth'],
    key: 0,
    rationale: QUOTE,
    source: {
      document_id: 'd',
      document_title: 'D',
      chunk_id: 'c',
      start: 0,
      end: QUOTE.length,
      quote: QUOTE,
      sha256: 'x',
      page: null,
      heading: [],
    },
    generator: { kind: 'offline', version: 'test' },
    difficulty_estimate: 'beginner',
    flaws: [],
    knowledge_source_verified: true,
    status: 'draft',
  };
}

function set(): QuestionSet {
  return {
    certification_name: 'Pilot',
    generator_version: 'test',
    items: [item('q-1'), item('q-2')],
    blueprint: [{ domain: 'Harbour', weight: 1, wanted: 2, got: 2, reason: null }],
  };
}

const apply = (...questions: QuestionPatch['questions']): QuestionSet =>
  applyQuestionPatch(set(), { questions });

test('an edited question is marked and keeps its verification while the quote carries its key', () => {
  const [edited, other] = apply({ id: 'q-1', stem: 'Which is made of piles?' }).items;
  assert.equal(edited?.stem, 'Which is made of piles?');
  assert.ok(edited?.flaws.includes('edited'));
  assert.equal(edited?.knowledge_source_verified, true);
  assert.deepEqual(other, item('q-2'));
});

test('a key the quote does not carry costs the verification, and a second edit can win it back', () => {
  const wrong = apply({ id: 'q-1', key: 1 });
  assert.equal(wrong.items[0]?.knowledge_source_verified, false);
  const mended = applyQuestionPatch(wrong, { questions: [{ id: 'q-1', key: 0 }] });
  assert.equal(mended.items[0]?.knowledge_source_verified, true);
});

test('editing cannot launder a question whose source never verified', () => {
  const forged = { ...set(), items: [{ ...item('q-1'), knowledge_source_verified: false }] };
  const once = applyQuestionPatch(forged, { questions: [{ id: 'q-1', stem: 'Which is it?' }] });
  const twice = applyQuestionPatch(once, { questions: [{ id: 'q-1', stem: 'Which one is it?' }] });
  assert.equal(twice.items[0]?.knowledge_source_verified, false);
});

test('item-writing flaws of an edit are named', () => {
  const [edited] = apply({
    id: 'q-1',
    options: ['Dolphin', 'Fairway', 'Slipway', 'None of the above'],
  }).items;
  assert.ok(edited?.flaws.includes('all_or_none_of_the_above'));
});

test('a dropped question leaves the blueprint short, with the reason', () => {
  const dropped = apply({ id: 'q-2', drop: true });
  assert.deepEqual(
    dropped.items.map((one) => one.id),
    ['q-1'],
  );
  assert.equal(dropped.blueprint[0]?.got, 1);
  assert.match(dropped.blueprint[0]?.reason ?? '', /Review left 1 of the 2 wanted/);
});

test('the set given is left as it was', () => {
  const given = set();
  applyQuestionPatch(given, {
    questions: [
      { id: 'q-1', stem: 'Changed?' },
      { id: 'q-2', drop: true },
    ],
  });
  assert.deepEqual(given, set());
});

const REFUSED: [string, QuestionPatch['questions'], RegExp][] = [
  ['an unknown id', [{ id: 'q-9', stem: 'x?' }], /patch\.questions\[0\]\.id/],
  ['the same question twice', [{ id: 'q-1' }, { id: 'q-1' }], /patch\.questions\[1\]\.id/],
  [
    'a key beyond the options',
    [{ id: 'q-2' }, { id: 'q-1', key: 4 }],
    /patch\.questions\[1\]\.key/,
  ],
  ['a key that is no whole number', [{ id: 'q-1', key: 0.5 }], /patch\.questions\[0\]\.key/],
  ['an option twice', [{ id: 'q-1', options: ['Dolphin', 'dolphin ', 'c'], key: 0 }], /\.options/],
  ['an empty option', [{ id: 'q-1', options: ['Dolphin', ' '], key: 0 }], /\.options/],
  ['a single option', [{ id: 'q-1', options: ['Dolphin'], key: 0 }], /\.options/],
  ['an empty stem', [{ id: 'q-1', stem: '  ' }], /\.stem/],
  [
    'options moved under a key that stays',
    [{ id: 'q-1', options: ['Fairway', 'Dolphin', 'Berth'] }],
    /\.key/,
  ],
];

for (const [what, questions, path] of REFUSED)
  test(`a patch with ${what} is refused as terminal, naming the path`, () => {
    assert.throws(
      () => applyQuestionPatch(set(), { questions }),
      (error) =>
        error instanceof PresGenError &&
        error.kind === 'terminal' &&
        error.code === 'PATCH_INVALID' &&
        path.test(error.message),
    );
  });
