/** Letters name our address of a form; where the form is Google's, that address leads on to it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { scratchEmbedded, scratchPostgres, serverAway } from '../persistence/scratch.ts';
import { atQuestions, openRig, type Rig } from './rig.ts';

const GOOGLE = 'https://docs.google.com/forms/d/e/of-the-course/viewform';

describe('a learner’s link to a form that lies at Google', { timeout: 60_000 }, () => {
  let rig: Rig;
  let workflow: string;
  const published = { url: GOOGLE };

  const begin = async (): Promise<string> => {
    const at = await atQuestions(rig);
    const asked = await rig.get(`/api/checkpoints/${at.checkpoint}`);
    const { subject } = (await asked.json()) as { subject: { content_hash: string } };
    const { content_hash } = subject;
    const decision = { verdict: 'approve', content_hash };
    await rig.post(`/api/checkpoints/${at.checkpoint}/decisions`, decision);
    await rig.engine.quiet();
    return at.workflow;
  };

  before(async () => {
    const scratch = (await serverAway()) ? await scratchEmbedded() : await scratchPostgres();
    const form = () => ({ form: { id: 'form-at-google', url: published.url }, questions: 4 });
    rig = await openRig({ 'assessment.publish': form }, {}, { scratch });
    // As the system is composed when Google is configured: no form is ours.
    rig.ports.forms = null;
    workflow = await begin();
  });
  after(() => rig.close());

  const path = (learner: string, form: string): string =>
    new URL(rig.links.form(workflow, learner, form)).pathname;

  it('sends them on to it, each of them, as often as they come', async () => {
    for (const learner of ['learner-1', 'learner-2', 'learner-1']) {
      const answer = await rig.get(path(learner, 'form-at-google'));
      assert.equal(answer.status, 303);
      assert.equal(answer.headers.get('location'), GOOGLE);
      assert.equal(await answer.text(), '', 'nothing of ours is shown on the way');
    }
  });

  it('is as strict as ever about who may follow it', async () => {
    const address = path('learner-1', 'form-at-google');
    const forged = await rig.get(`${address.slice(0, -2)}${address.endsWith('aa') ? 'bb' : 'aa'}`);
    assert.ok(forged.status >= 400, `${forged.status}`);
    assert.equal(forged.headers.get('location'), null);
  });

  it('leads nowhere for a form of another course, and says so politely', async () => {
    const answer = await rig.get(path('learner-1', 'another-form'));
    assert.deepEqual([answer.status, answer.headers.get('location')], [404, null]);
    assert.match(await answer.text(), /This form is not here any more/);
  });

  it('leads to Google’s forms only, whatever a step answered', async () => {
    published.url = 'https://docs.google.com.evil.example/forms';
    workflow = await begin();
    const answer = await rig.get(path('learner-1', 'form-at-google'));
    assert.deepEqual([answer.status, answer.headers.get('location')], [404, null]);
  });
});
