/** A release with a failed hard check is stopped, unless somebody says why it goes out all the same. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Problem } from '../../http/problem.ts';
import { type Judged, passGate } from '../../http/review/quality-gate.ts';

const RELEASE = { kind: 'release', workflow: 'wf-1' } as const;

function judged(...failing: ('hard' | 'soft')[]): Judged {
  const failed = failing.map((severity, at) => ({
    ...{ id: 'video_captions', subject: `topic ${at}`, severity },
    ...{ passed: false, evidence: 'no captions', fix: 'Render again' },
  }));
  return { overall_quality_score: 88, compliance_status: 'not_compliant', checks: failed };
}

test('a failed hard check refuses the release and names what to mend', async () => {
  await assert.rejects(
    passGate(async () => judged('hard', 'soft'), RELEASE, { comment: 'looks fine' }),
    (error: Problem) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.status, 409);
      assert.match(error.message, /video_captions \(topic 0\)/);
      assert.doesNotMatch(error.message, /topic 1/);
      return true;
    },
  );
});

test('a waiver needs a reason, and says what it waived', async () => {
  const judge = async () => judged('hard');
  await assert.rejects(passGate(judge, RELEASE, { comment: 'Waive:  ' }), Problem);
  const waiver = await passGate(judge, RELEASE, { comment: 'Waive: captions follow on Monday' });
  assert.deepEqual(waiver, {
    reason: 'captions follow on Monday',
    score: 88,
    checks: ['video_captions: topic 0'],
  });
});

test('soft checks, other checkpoints and work that cannot be judged yet hold nothing up', async () => {
  assert.equal(await passGate(async () => judged('soft'), RELEASE, { comment: '' }), null);
  const gaps = { ...RELEASE, kind: 'gaps' as const };
  assert.equal(await passGate(async () => judged('hard'), gaps, { comment: '' }), null);
  assert.equal(await passGate(async () => null, RELEASE, { comment: '' }), null);
  assert.equal(await passGate(undefined, RELEASE, { comment: '' }), null);
});
