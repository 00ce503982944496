/** A release that fails its checks, over HTTP: refused, waived with a reason, and kept for comparison. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkpointOf } from '../../http/review/checkpoint-view.ts';
import type { Judged } from '../../http/review/quality-gate.ts';
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import type { Json } from '../../runtime/ports.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

const FAILED: Judged['checks'][number] = {
  ...{ id: 'video_captions', subject: 'Networks', severity: 'hard', passed: false },
  ...{ evidence: 'no captions', fix: 'Render again' },
};
const JUDGED: Judged = {
  ...{ overall_quality_score: 75, compliance_status: 'not_compliant', checks: [FAILED] },
};
const ada = { 'x-presgen-user': 'ada' };

describe('quality over HTTP', () => {
  let rig: Rig;
  let workflow: string;
  let questions: string;
  before(async () => {
    rig = await openRig();
    ({ workflow, checkpoint: questions } = await atQuestions(rig));
    rig.ports.judgeWork = async (id) => (id === workflow ? JUDGED : null);
  });
  after(() => rig.close());

  /** A release of the workflow to decide about, with the content of its questions. */
  const openRelease = async (): Promise<string> => {
    const like = await rig.engine.read(questions.replaceAll('~', '/'));
    assert.ok(like);
    const address = `${workflow}/checkpoint_release.9`;
    const { subject, policy } = checkpointOf(like);
    const opened_at = rig.ports.now();
    const input = {
      workflow,
      kind: 'release',
      step: 'drive_organization',
      subject,
      policy,
      opened_at,
    };
    await rig.engine.start({ address, machine: 'checkpoint', input: input as unknown as Json });
    await rig.engine.quiet();
    return address.replaceAll('/', '~');
  };

  it('refuses a release that fails a hard check until somebody says why it goes out', async () => {
    const id = await openRelease();
    const path = `/api/checkpoints/${encodeURIComponent(id)}`;
    const { subject } = (await (await rig.get(path, ada)).json()) as CheckpointContext;
    const decide = (comment: string) =>
      rig.post(
        `${path}/decisions`,
        { verdict: 'approve', content_hash: subject.content_hash, comment },
        ada,
      );
    const refused = await decide('looks fine');
    assert.equal(refused.status, 409);
    const problem = (await refused.json()) as { code: string; failed: { id: string }[] };
    assert.equal(problem.code, 'QUALITY_GATE');
    assert.deepEqual(
      problem.failed.map((each) => each.id),
      ['video_captions'],
    );
    const waived = await decide('Waive: captions follow on Monday');
    assert.equal(waived.status, 200);
    const entry = rig.audited.findLast((each) => each.action === 'checkpoint.approve');
    assert.equal(entry?.actor, 'ada');
    assert.deepEqual(entry?.detail.waived, {
      reason: 'captions follow on Monday',
      score: 75,
      checks: ['video_captions: Networks'],
    });
  });

  it('shows what a workflow is judged now, and nothing of one that does not exist', async () => {
    const answer = await rig.get(`/api/workflows/${workflow}/quality`);
    assert.deepEqual(((await answer.json()) as { now: Judged }).now, JUDGED);
    assert.equal((await rig.get('/api/workflows/missing/quality')).status, 404);
  });

  it('keeps each finding once, and lists the newest first', async () => {
    const kept = (key: string, at: number, of = workflow) =>
      ({
        ...{ key, at, workflow: of, certification_name: 'Networks', moment: 'report' as const },
        ...{ score: 87.5, compliance_status: 'compliant' as const, categories: [], rules: [] },
      }) as const;
    const verdicts = rig.verdicts;
    for (const each of [kept('a', 1), kept('b', 2, 'wf-other'), kept('a', 3)])
      await verdicts.keep({ ...each, categories: [...each.categories], rules: [...each.rules] });
    const keys = async (path: string) =>
      ((await (await rig.get(path)).json()) as { items: { key: string; at: number }[] }).items.map(
        ({ key, at }) => `${key}${at}`,
      );
    assert.deepEqual(await keys('/api/quality'), ['b2', 'a1']);
    assert.deepEqual(await keys('/api/quality?limit=1'), ['b2']);
    assert.deepEqual(await keys(`/api/workflows/${workflow}/quality`), ['a1']);
    assert.equal((await rig.get('/api/quality?limit=0')).status, 422);
  });
});
