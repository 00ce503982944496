import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckpointContext, checkpoint, RESERVATION_MS } from '../../machines/checkpoint.ts';
import type { CheckpointPolicy } from '../../machines/vocabulary.ts';
import { Story } from './driver.ts';

function opened(policy: Partial<CheckpointPolicy> = {}, authors: string[] = []): Story {
  return new Story(checkpoint, {
    kind: 'questions',
    workflow: 'wf',
    subject: { artifact_id: 'a', version: 1, content_hash: 'h1', authors },
    policy: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate', ...policy },
    opened_at: 1_000,
  });
}

function decide(
  story: Story,
  by: string,
  verdict: string,
  content_hash = 'h1',
  comment = '',
): Story {
  return story.send('decision', { by, verdict, content_hash, comment });
}

function contextOf(story: Story): CheckpointContext {
  return story.snapshot.context as CheckpointContext;
}

/** The context but for the time of the latest event. */
function facts(story: Story) {
  const { at: _at, ...rest } = contextOf(story);
  return structuredClone(rest);
}

test('one approval of the present content approves under a quorum of one', () => {
  const story = decide(opened(), 'ann', 'approve');
  const output = story.snapshot.output as { verdict: string; content_hash: string };
  assert.equal(story.value, 'approved');
  assert.deepEqual([output.verdict, output.content_hash], ['approve', 'h1']);
});

test('a quorum counts distinct people only', () => {
  const story = decide(decide(opened({ quorum: 2 }), 'ann', 'approve'), 'ann', 'approve');
  assert.equal(story.snapshot.status, 'active');
  assert.equal(contextOf(story).decisions.length, 1);
  assert.equal(contextOf(story).verdict, null);
  assert.equal(decide(story, 'bob', 'approve').value, 'approved');
});

test('a decision about other content, or an author’s approval, changes nothing', () => {
  const story = opened({}, ['ann']);
  const before = facts(story);
  decide(story, 'ann', 'approve');
  for (const verdict of ['approve', 'request_changes', 'reject'])
    decide(story, 'bob', verdict, 'old');
  assert.deepEqual(facts(story), before);
  assert.deepEqual(story.value, { pending: 'open' });
});

test('requested changes end it with the comments', () => {
  const story = decide(opened(), 'ann', 'request_changes', 'h1', 'shorter');
  const output = story.snapshot.output as { verdict: string; comments: string[] };
  assert.deepEqual([output.verdict, output.comments], ['request_changes', ['shorter']]);
});

test('a revision voids approvals and makes its writer an author', () => {
  const story = decide(opened({ quorum: 2 }), 'ann', 'approve');
  story.send('subject.revised', { artifact_id: 'b', version: 2, content_hash: 'h2', by: 'cy' });
  decide(story, 'bob', 'approve', 'h2');
  assert.equal(story.snapshot.status, 'active', 'the first approval no longer counts');
  decide(story, 'cy', 'approve', 'h2');
  assert.equal(story.snapshot.status, 'active', 'the writer may not approve');
  assert.equal(decide(story, 'ann', 'approve', 'h2').value, 'approved');
});

test('an older or repeated revision changes nothing', () => {
  const story = opened();
  story.send('subject.revised', { artifact_id: 'b', version: 1, content_hash: 'h0', by: 'cy' });
  assert.equal(contextOf(story).subject.content_hash, 'h1');
});

test('a claim reserves the review and expires by itself', () => {
  const story = opened().send('claim', { by: 'ann' });
  assert.deepEqual(story.value, { pending: 'reserved' });
  assert.equal(story.armed('reservation'), RESERVATION_MS);
  assert.equal(contextOf(story).reserved_until, story.at + RESERVATION_MS);
  story.elapse('reservation');
  assert.deepEqual(story.value, { pending: 'open' });
  assert.equal(contextOf(story).claimed_by, null);
});

test('only who claimed it may release it, and a second claim is not taken', () => {
  const story = opened().send('claim', { by: 'ann' }).send('claim', { by: 'bob' });
  assert.equal(contextOf(story).claimed_by, 'ann');
  assert.deepEqual(story.send('release', { by: 'bob' }).value, { pending: 'reserved' });
  assert.deepEqual(story.send('release', { by: 'ann' }).value, { pending: 'open' });
});

test('it reminds at half time without changing state', () => {
  const story = opened();
  assert.equal(story.armed('untilReminder'), 30 * 60_000);
  story.at += 30 * 60_000;
  story.elapse('untilReminder');
  assert.equal(contextOf(story).reminded_at, story.at);
  assert.deepEqual(story.value, { pending: 'open' });
});

test('when due it escalates and still takes decisions', () => {
  const story = opened().elapse('untilDue');
  assert.deepEqual(story.value, { pending: 'escalated' });
  story.send('claim', { by: 'ann' }).send('release', { by: 'ann' });
  assert.deepEqual(story.value, { pending: 'escalated' });
  assert.equal(decide(story, 'ann', 'approve').value, 'approved');
});

test('a policy may reject or approve when due', () => {
  assert.equal(opened({ on_timeout: 'reject' }).elapse('untilDue').value, 'rejected');
  const approved = opened({ on_timeout: 'approve' }).elapse('untilDue');
  assert.equal((approved.snapshot.output as { verdict: string }).verdict, 'approve');
});
