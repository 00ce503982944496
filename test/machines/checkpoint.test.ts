import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckpointContext, checkpoint, RESERVATION_MS } from '../../machines/checkpoint.ts';
import type { CheckpointPolicy, Reading } from '../../machines/vocabulary.ts';
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

/** Who may review, and how late it is. */
const standing = (queue: string, deadline = 'inTime') => ({ pending: { queue, deadline } });

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
  assert.deepEqual(story.value, standing('open'));
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
  assert.deepEqual(story.value, standing('reserved'));
  assert.equal(story.armed('reservation'), RESERVATION_MS);
  assert.equal(contextOf(story).reserved_until, story.at + RESERVATION_MS);
  story.elapse('reservation');
  assert.deepEqual(story.value, standing('open'));
  assert.equal(contextOf(story).claimed_by, null);
});

test('only who claimed it may release it, and a second claim is not taken', () => {
  const story = opened().send('claim', { by: 'ann' }).send('claim', { by: 'bob' });
  assert.equal(contextOf(story).claimed_by, 'ann');
  assert.deepEqual(story.send('release', { by: 'bob' }).value, standing('reserved'));
  assert.deepEqual(story.send('release', { by: 'ann' }).value, standing('open'));
});

test('it reminds at half time without changing state', () => {
  const story = opened();
  assert.equal(story.armed('untilReminder'), 30 * 60_000);
  story.at += 30 * 60_000;
  story.elapse('untilReminder');
  assert.equal(contextOf(story).reminded_at, story.at);
  assert.deepEqual(story.value, standing('open'));
});

test('a second claim of the same person begins the reservation anew', () => {
  const story = opened().send('claim', { by: 'ann' });
  story.at += 20 * 60_000;
  story.send('claim', { by: 'ann' });
  assert.equal(story.armed('reservation'), RESERVATION_MS);
  assert.equal(contextOf(story).reserved_until, story.at + RESERVATION_MS);
});

test('a reservation can be taken over, which stays on record', () => {
  const story = opened().send('claim', { by: 'ann' }).send('take_over', { by: 'bob' });
  assert.equal(contextOf(story).claimed_by, 'bob');
  assert.deepEqual(contextOf(story).handovers, [{ from: 'ann', to: 'bob', at: story.at }]);
  assert.equal(story.armed('reservation'), RESERVATION_MS);
});

test('while it is reserved nobody else decides or edits', () => {
  const story = opened().send('claim', { by: 'ann' });
  const before = facts(story);
  for (const verdict of ['approve', 'request_changes', 'reject']) decide(story, 'bob', verdict);
  story.send('subject.revised', { artifact_id: 'b', version: 2, content_hash: 'h2', by: 'bob' });
  assert.deepEqual(facts(story), before);
  assert.equal(decide(story, 'ann', 'approve').value, 'approved');
});

test('an edit by its reviewer hands the review back to the others', () => {
  const story = opened().send('claim', { by: 'ann' });
  const to = { artifact_id: 'b', version: 2, content_hash: 'h2' };
  story.send('subject.revised', { ...to, by: 'ann', items: ['q4'] });
  assert.deepEqual(story.value, standing('open'));
  assert.deepEqual(contextOf(story).revisions, [
    {
      by: 'ann',
      at: story.at,
      from: { artifact_id: 'a', version: 1, content_hash: 'h1' },
      to,
      items: ['q4'],
    },
  ]);
});

test('one approval of several ends the reservation, so that the next person can claim it', () => {
  const story = opened({ quorum: 2 }).send('claim', { by: 'ann' });
  decide(story, 'ann', 'approve');
  assert.deepEqual(story.value, standing('open'));
  assert.equal(decide(story.send('claim', { by: 'bob' }), 'bob', 'approve').value, 'approved');
});

test('when due it escalates and still takes decisions', () => {
  const story = opened().elapse('untilDue');
  assert.deepEqual(story.value, standing('open', 'escalated'));
  assert.equal(contextOf(story).escalated_at, story.at);
  story.send('claim', { by: 'ann' }).send('release', { by: 'ann' });
  assert.deepEqual(story.value, standing('open', 'escalated'));
  assert.equal(decide(story, 'ann', 'approve').value, 'approved');
});

test('whoever reviews when it falls due is not interrupted', () => {
  const story = opened().send('claim', { by: 'ann' }).elapse('untilDue');
  assert.deepEqual(story.value, standing('reserved', 'escalated'));
  assert.equal(contextOf(story).claimed_by, 'ann');
});

test('escalation widens step by step, each at its time after the due one', () => {
  const story = opened({
    escalation: [
      { after_minutes: 0, to: 'seniors' },
      { after_minutes: 90, to: 'heads' },
      { after_minutes: 120, to: 'board' },
    ],
  });
  story.at = contextOf(story).due_at + 7;
  story.elapse('untilDue');
  assert.deepEqual(story.value, standing('open', 'escalating'));
  assert.equal(story.armed('untilNextStep'), 90 * 60_000 - 7);
  story.at = contextOf(story).due_at + 90 * 60_000;
  story.elapse('untilNextStep');
  assert.equal(story.armed('untilNextStep'), 30 * 60_000);
  story.elapse('untilNextStep');
  assert.deepEqual(story.value, standing('open', 'escalated'));
  assert.deepEqual(
    contextOf(story).escalations.map(({ to }) => to),
    ['seniors', 'heads', 'board'],
  );
});

test('a policy may say when to remind', () => {
  assert.equal(opened({ remind_minutes: 10 }).armed('untilReminder'), 10 * 60_000);
});

test('a doubt about an item is kept, one about another version is not', () => {
  const story = opened();
  story.send('item.flagged', { by: 'ann', item: 'q1', comment: 'unclear', content_hash: 'h1' });
  story.send('item.flagged', { by: 'ann', item: 'q2', comment: '', content_hash: 'h0' });
  assert.deepEqual(
    contextOf(story).flags.map(({ item, comment }) => [item, comment]),
    [['q1', 'unclear']],
  );
});

test('a decision keeps its reason and how much of the content was read', () => {
  const reading: Reading = { how: 'sample', of: 20, items: ['q1', 'q7'], seed: 's' };
  const story = opened({ quorum: 2 });
  story.send('decision', { by: 'ann', verdict: 'approve', content_hash: 'h1', reading });
  story.send('decision', {
    by: 'bob',
    verdict: 'reject',
    content_hash: 'h1',
    reason_code: 'off_topic',
  });
  const [first, second] = contextOf(story).decisions;
  assert.deepEqual(first?.reading, reading);
  assert.equal(second?.reason_code, 'off_topic');
});

test('a policy may reject or approve when due', () => {
  assert.equal(opened({ on_timeout: 'reject' }).elapse('untilDue').value, 'rejected');
  const approved = opened({ on_timeout: 'approve' }).elapse('untilDue');
  assert.equal((approved.snapshot.output as { verdict: string }).verdict, 'approve');
});
