/** What holds at a checkpoint whatever people do, in whatever order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CheckpointContext, checkpoint } from '../../machines/checkpoint.ts';
import { migrations } from '../../machines/migrations.ts';
import { checkpointFlat } from '../../machines/older/checkpoint-flat.ts';
import { machines, olderMachines } from '../../machines/registry.ts';
import type { CheckpointPolicy, EscalationStep } from '../../machines/vocabulary.ts';
import { Story } from './driver.ts';

const PEOPLE = ['ann', 'bob', 'cy', 'dee'];
const person = fc.constantFrom(...PEOPLE);

/** What somebody does next; `sees` says how old the version is that they look at. */
type Act =
  | { do: 'claim' | 'release' | 'take_over'; by: string }
  | { do: 'decide'; by: string; verdict: string; sees: number }
  | { do: 'edit'; by: string; step: number }
  | { do: 'wait'; timer: string };

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('claim', 'release', 'take_over'), by: person }),
  fc.record({
    do: fc.constant('decide' as const),
    by: person,
    verdict: fc.constantFrom('approve', 'approve', 'approve', 'request_changes', 'reject'),
    sees: fc.constantFrom(0, 0, 0, 1),
  }),
  fc.record({ do: fc.constant('edit' as const), by: person, step: fc.constantFrom(0, 1) }),
  fc.record({
    do: fc.constant('wait' as const),
    timer: fc.constantFrom('reservation', 'untilReminder', 'untilNextStep', 'untilDue'),
  }),
);

const policies: fc.Arbitrary<CheckpointPolicy> = fc.record({
  quorum: fc.integer({ min: 1, max: 3 }),
  groups: fc.constant<string[]>(['educators']),
  due_minutes: fc.constant(60),
  on_timeout: fc.constant('escalate' as const),
  escalation: fc.constantFrom<EscalationStep[]>(
    [],
    [{ after_minutes: 0, to: 'a' }],
    [{ after_minutes: 5, to: 'b' }],
  ),
});

function opened(policy: CheckpointPolicy): Story {
  return new Story(checkpoint, {
    kind: 'questions',
    workflow: 'wf',
    subject: { artifact_id: 'v1', version: 1, content_hash: 'h1', authors: ['dee'] },
    policy,
    opened_at: 1_000,
  });
}

const facts = (story: Story): CheckpointContext => story.snapshot.context as CheckpointContext;

function carryOut(story: Story, each: Act): void {
  const { subject } = facts(story);
  story.at += 1;
  if (each.do === 'wait') {
    const isArmed = story.timers().some(({ id }) => id.includes(`.${each.timer}.`));
    if (isArmed) story.elapse(each.timer);
  } else if (each.do === 'decide') {
    const content_hash = `h${subject.version - each.sees}`;
    story.send('decision', { by: each.by, verdict: each.verdict, content_hash, comment: '' });
  } else if (each.do === 'edit') {
    const version = subject.version + each.step;
    const to = { artifact_id: `v${version}`, version, content_hash: `h${version}` };
    story.send('subject.revised', { ...to, by: each.by, items: ['q1'] });
  } else story.send(each.do, { by: each.by });
}

test('an approved checkpoint has its quorum of distinct people, none an author, all of the last version', () => {
  let approved = 0;
  fc.assert(
    fc.property(policies, fc.array(act, { maxLength: 40 }), (policy, acts) => {
      const story = opened(policy);
      for (const each of acts) if (story.snapshot.status === 'active') carryOut(story, each);
      if (story.value !== 'approved') return;
      approved += 1;
      const { decisions, subject } = facts(story);
      const last = decisions.filter(
        ({ verdict, content_hash }) =>
          verdict === 'approve' && content_hash === subject.content_hash,
      );
      const people = new Set(last.map(({ by }) => by));
      assert.equal(people.size, last.length, 'nobody counts twice');
      assert.ok(people.size >= policy.quorum);
      for (const by of people) assert.ok(!subject.authors.includes(by), `${by} is an author`);
    }),
    { numRuns: 1000 },
  );
  assert.ok(approved > 30, `the walks reach an approval: ${approved}`);
});

test('while it is reserved, only the reserver changes what counts, and every wait has its timer', () => {
  fc.assert(
    fc.property(policies, fc.array(act, { maxLength: 40 }), (policy, acts) => {
      const story = opened(policy);
      for (const each of acts) {
        if (story.snapshot.status !== 'active') return;
        const before = structuredClone(facts(story));
        carryOut(story, each);
        const after = facts(story);
        const isOthers =
          before.claimed_by !== null && 'by' in each && each.by !== before.claimed_by;
        if (isOthers) {
          assert.equal(after.decisions.length, before.decisions.length);
          assert.equal(after.subject.version, before.subject.version);
        }
        if (story.snapshot.status !== 'active') return;
        const { queue } = (story.value as { pending: { queue: string } }).pending;
        assert.equal(queue === 'reserved', after.claimed_by !== null);
        assert.equal(after.claimed_by === null, after.reserved_until === null);
      }
    }),
    { numRuns: 400 },
  );
});

test('an edit voids every approval, whoever made it', () => {
  fc.assert(
    fc.property(policies, fc.array(act, { maxLength: 40 }), (policy, acts) => {
      const story = opened(policy);
      for (const each of acts) {
        if (story.snapshot.status !== 'active') return;
        const { version } = facts(story).subject;
        carryOut(story, each);
        const { subject, approvals, revisions } = facts(story);
        if (subject.version > version) assert.deepEqual(approvals, []);
        assert.equal(revisions.length, subject.version - 1, 'every version is on record');
      }
    }),
    { numRuns: 200 },
  );
});

test('a checkpoint of the version before stands on the present one as it stood', () => {
  const [migration] = migrations.filter(({ machine }) => machine === 'checkpoint');
  assert.equal(migration?.to, machines.checkpoint?.version);
  assert.equal(migration?.from, olderMachines.checkpoint?.[0]?.version);
  const old = (...events: [string, object][]): { [key: string]: unknown } => {
    const story = new Story(checkpointFlat, {
      kind: 'gaps',
      workflow: 'wf',
      subject: { artifact_id: 'a', version: 1, content_hash: 'h', authors: [] },
      policy: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
      opened_at: 1,
    });
    for (const [type, fields] of events)
      type === 'due' ? story.elapse('untilDue') : story.send(type, fields);
    const { value, context, status } = story.snapshot;
    return migration?.migrate(JSON.parse(JSON.stringify({ value, context, status }))) as never;
  };
  assert.deepEqual(old().value, { pending: { queue: 'open', deadline: 'inTime' } });
  const reserved = old(['claim', { by: 'ann' }]);
  assert.deepEqual(reserved.value, { pending: { queue: 'reserved', deadline: 'inTime' } });
  assert.equal((reserved.context as CheckpointContext).claimed_by, 'ann');
  assert.deepEqual((reserved.context as CheckpointContext).revisions, []);
  assert.deepEqual(old(['due', {}]).value, { pending: { queue: 'open', deadline: 'escalated' } });
  const ended = old(['decision', { by: 'ann', verdict: 'approve', content_hash: 'h' }]);
  assert.equal(ended.value, 'approved');
});
