import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Question, Sample } from '../../../ui/inbox/checkpoint.ts';
import {
  createReview,
  differing,
  isRead,
  reading,
  worthKeeping,
} from '../../../ui/inbox/review-store.ts';

function question(id: string, stem = `What is ${id}?`): Question {
  return {
    ...{ id, stem, options: ['one', 'two'], key: 0, domain: 'D', objective: null, rationale: '' },
    source: { document_title: 'Guide', quote: 'q', page: null, heading: [] },
    difficulty_estimate: 'beginner',
    flaws: [],
    knowledge_source_verified: true,
  };
}

const NOTHING = { read: {}, edits: [] };
const SET = ['q1', 'q2', 'q3'].map((id) => question(id));
const sample = (items: string[], refused: string | null = null): Sample => ({
  seed: 's',
  of: 3,
  items,
  refused,
});
const stateOf = (review: ReturnType<typeof createReview>) => review.getSnapshot().context;

test('a reading mark is worth nothing once the question says something else', () => {
  const review = createReview(SET, NOTHING);
  for (const { id } of SET) review.trigger.marked({ id, isRead: true });
  review.trigger.revised({
    items: [SET[0] as Question, question('q2', 'Other?'), SET[2] as Question],
  });
  assert.deepEqual(
    reading(stateOf(review), null).left.map(({ id }) => id),
    ['q2'],
  );
});

test('marks kept from an earlier visit count for the same wording', () => {
  const first = createReview(SET, NOTHING);
  first.trigger.marked({ id: 'q1', isRead: true });
  const again = createReview(SET, worthKeeping(stateOf(first)));
  assert.ok(isRead(stateOf(again), SET[0] as Question));
  again.trigger.marked({ id: 'q1', isRead: false });
  assert.ok(!isRead(stateOf(again), SET[0] as Question));
});

test('somebody else’s version keeps my changes of other questions and names those it overtook', () => {
  const review = createReview(SET, NOTHING);
  review.trigger.changed({ id: 'q1', edit: { id: 'q1', stem: 'Mine?' } });
  review.trigger.changed({ id: 'q2', edit: { id: 'q2', drop: true } });
  review.trigger.revised({ items: [question('q1', 'Theirs?'), ...SET.slice(1)] });
  const { edits, lost } = stateOf(review);
  assert.deepEqual([Object.keys(edits), lost], [['q2'], ['q1']]);
  review.trigger.saved();
  assert.deepEqual([stateOf(review).edits, stateOf(review).lost], [{}, []]);
});

test('changes that were not saved are there again, unless the question reads otherwise by now', () => {
  const first = createReview(SET, NOTHING);
  first.trigger.changed({ id: 'q1', edit: { id: 'q1', stem: 'Mine?' } });
  first.trigger.changed({ id: 'q2', edit: { id: 'q2', drop: true } });
  const kept = worthKeeping(stateOf(first));
  const again = createReview([SET[0] as Question, question('q2', 'Theirs?')], kept);
  assert.deepEqual(stateOf(again).edits, { q1: { id: 'q1', stem: 'Mine?' } });
  first.trigger.saved();
  assert.deepEqual(worthKeeping(stateOf(first)).edits, []);
});

test('a sample leaves only its questions to read, unless samples are refused', () => {
  const review = createReview(SET, NOTHING);
  review.trigger.sampled({ how: 'sample' });
  review.trigger.marked({ id: 'q2', isRead: true });
  const ids = (drawn: Sample) => reading(stateOf(review), drawn).left.map(({ id }) => id);
  assert.deepEqual(ids(sample(['q2', 'q3'])), ['q3']);
  assert.deepEqual(ids(sample(['q2', 'q3'], 'a doubt')), ['q1', 'q3']);
});

test('only what differs travels', () => {
  const before = SET[0] as Question;
  assert.equal(differing(before, before), null);
  assert.deepEqual(differing(before, { ...before, key: 1 }), { id: 'q1', key: 1 });
  assert.deepEqual(differing(before, { ...before, options: ['one', 'three'] }), {
    id: 'q1',
    options: ['one', 'three'],
    key: 0,
  });
});
