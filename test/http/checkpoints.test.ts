import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { atQuestions, openRig, type Rig } from './rig.ts';

type Checkpoint = {
  state: unknown;
  status: string;
  assignee: string | null;
  edited?: boolean;
  subject: { content_hash: string; version: number; authors: string[] };
  content: { items: { id: string; stem: string; flaws: string[] }[] };
};

const as = (person: string) => ({ 'x-presgen-user': person });

describe('a checkpoint', () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());

  const look = async (id: string): Promise<Checkpoint> =>
    (await (await rig.get(`/api/checkpoints/${id}`)).json()) as Checkpoint;
  const decide = (id: string, body: object, person: string) =>
    rig.post(`/api/checkpoints/${id}/decisions`, body, as(person));

  it('shows the questions with their sources, and an approval lets the workflow go on', async () => {
    const { workflow, checkpoint } = await atQuestions(rig);
    const { content, subject } = await look(checkpoint);
    assert.deepEqual(
      content.items.map(({ id }) => id),
      ['q1', 'q2'],
    );
    const body = { verdict: 'approve', content_hash: subject.content_hash };
    const answer = await decide(checkpoint, body, 'ada');
    assert.equal(answer.status, 200);
    await rig.engine.quiet();
    const view = (await (await rig.get(`/api/workflows/${workflow}`)).json()) as {
      step_name: string;
      approvals: { decisions: { by: string }[] }[];
    };
    assert.equal(view.step_name, 'response_collection');
    assert.equal(view.approvals[0]?.decisions[0]?.by, 'ada');
    const again = await decide(checkpoint, body, 'bob');
    assert.equal(again.status, 409);
  });

  it('refuses a decision about content that has changed, and shows the present one', async () => {
    const { checkpoint } = await atQuestions(rig);
    const answer = await decide(checkpoint, { verdict: 'approve', content_hash: 'old' }, 'ada');
    assert.equal(answer.status, 409);
    const problem = (await answer.json()) as { checkpoint: Checkpoint };
    assert.equal(problem.checkpoint.status, 'active');
    assert.equal(
      problem.checkpoint.subject.content_hash,
      (await look(checkpoint)).subject.content_hash,
    );
  });

  it('makes whoever edits an author, whom it does not let approve', async () => {
    const { checkpoint } = await atQuestions(rig);
    const before = await look(checkpoint);
    const patch = { questions: [{ id: 'q1', stem: 'Which device joins networks?' }] };
    const edit = { verdict: 'approve', content_hash: before.subject.content_hash, patch };
    assert.equal((await decide(checkpoint, edit, 'ada')).status, 200);
    const edited = await look(checkpoint);
    assert.equal(edited.status, 'active');
    assert.equal(edited.content.items[0]?.stem, 'Which device joins networks?');
    assert.ok(edited.content.items[0]?.flaws.includes('edited'));
    assert.deepEqual(edited.subject.authors, ['ada']);
    const approval = { verdict: 'approve', content_hash: edited.subject.content_hash };
    assert.equal((await decide(checkpoint, approval, 'ada')).status, 403);
    assert.equal((await decide(checkpoint, approval, 'bob')).status, 200);
    assert.equal((await look(checkpoint)).status, 'done');
  });

  it('refuses an edit of a question that is not there, naming the path', async () => {
    const { checkpoint } = await atQuestions(rig);
    const { subject } = await look(checkpoint);
    const patch = { questions: [{ id: 'none', stem: 'x' }] };
    const body = { verdict: 'request_changes', content_hash: subject.content_hash, patch };
    const answer = await decide(checkpoint, body, 'ada');
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /questions\[0\]\.id/);
  });

  it('needs different people for a quorum of two', async () => {
    const { checkpoint } = await atQuestions(rig, {
      checkpoints: { questions: { quorum: 2 } },
    });
    const { subject } = await look(checkpoint);
    const body = { verdict: 'approve', content_hash: subject.content_hash };
    assert.equal((await decide(checkpoint, body, 'ada')).status, 200);
    assert.equal((await look(checkpoint)).status, 'active');
    assert.equal((await decide(checkpoint, body, 'ada')).status, 409);
    assert.equal((await decide(checkpoint, body, 'bob')).status, 200);
    assert.equal((await look(checkpoint)).status, 'done');
  });

  it('lets exactly one of two racing people win', async () => {
    const { checkpoint } = await atQuestions(rig);
    const { subject } = await look(checkpoint);
    const answers = await Promise.all(
      ['approve', 'reject'].map((verdict, index) =>
        decide(checkpoint, { verdict, content_hash: subject.content_hash }, `p${index}`),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  });

  it('answers a decision that is sent again under its key as it answered it first', async () => {
    const { checkpoint } = await atQuestions(rig);
    const { content_hash } = (await look(checkpoint)).subject;
    const send = () =>
      rig.post(
        `/api/checkpoints/${checkpoint}/decisions`,
        { verdict: 'approve', content_hash },
        { ...as('ada'), 'idempotency-key': 'mine' },
      );
    assert.deepEqual([(await send()).status, (await send()).status], [200, 200]);
    const { decisions } = (await look(checkpoint)) as unknown as { decisions: unknown[] };
    assert.equal(decisions.length, 1);
  });

  it('is reserved for whoever claims it first', async () => {
    const { checkpoint } = await atQuestions(rig);
    const claim = (person: string) =>
      rig.post(`/api/checkpoints/${checkpoint}/claim`, {}, as(person));
    const first = await claim('ada');
    assert.equal(((await first.json()) as Checkpoint).assignee, 'ada');
    assert.equal((await claim('bob')).status, 409);
  });
});
