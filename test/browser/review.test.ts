/** Educators decide by the page: edit, the author may not approve, another does. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openStage, SKIPPED, type Stage } from './stage.ts';

describe('educators decide by the page', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  it('an edit by mouse makes a new version that its author cannot approve, and a colleague can', async () => {
    const { id } = await stage.openCheckpoint();
    const author = await stage.enter({ person: 'educator-mira' });
    const colleague = await stage.enter({ person: 'educator-tomas' });
    for (const page of [author, colleague]) {
      await page.goto(`${stage.url}/inbox`);
      await page.getByRole('link', { name: 'Questions to review' }).click();
      await page.locator('.feed[data-live=true]').waitFor();
    }
    await author.getByText(/^What the documents carry: /).click();
    const evidence = author.getByRole('region', { name: 'Evidence by objective' });
    const said = await evidence.getByRole('row').allTextContents();
    assert.ok(said.length > 2, 'a row for each objective');
    assert.ok(
      said.slice(1).every((row) => /covered|thin|none/.test(row)),
      said.join('\n'),
    );
    const question = author.locator('.question').first();
    assert.notEqual(await question.locator('blockquote').textContent(), '', 'the source is beside');
    await question.getByRole('button', { name: 'Edit question 1', exact: true }).click();
    await colleague.locator('.reservation', { hasText: 'educator-mira is reviewing' }).waitFor();
    await question
      .getByLabel('Question 1', { exact: true })
      .fill('Which kind of disability is this?');
    await question.getByRole('button', { name: 'Keep changes' }).click();
    await author.getByRole('button', { name: 'Drop question 2', exact: true }).click();
    await author.getByRole('button', { name: 'Save 2 changes…' }).click();
    await author.getByRole('button', { name: 'Save as a new version' }).click();
    await author.getByText('You edited questions 1 and (dropped)').waitFor();
    assert.equal(await author.getByRole('button', { name: 'Approve' }).isDisabled(), true);

    const news = colleague.getByRole('alert');
    await news.getByText('educator-mira changed this while you had it open').waitFor();
    await news.getByText('A question was dropped').waitFor();
    await news.getByRole('button', { name: 'Look again' }).click();
    await colleague
      .getByRole('heading', { name: '1. Which kind of disability is this?' })
      .waitFor();
    await colleague.locator('.question:focus').waitFor();
    for (let at = 0; at < 19; at += 1) await colleague.keyboard.press('m');
    await colleague.getByRole('button', { name: 'Approve' }).click();
    const dialog = colleague.getByRole('dialog');
    await dialog.getByText('You read all 19 questions').waitFor();
    await dialog.getByRole('button', { name: 'Approve' }).click();
    await colleague.getByText('You approved. The workflow goes on.').waitFor();
    await author.getByText('Approved. Nothing is left to decide.').waitFor();

    const view = await stage.client.get<{ approvals: { decisions: { by: string }[] }[] }>(
      `/api/workflows/${stage.workflow}`,
    );
    assert.deepEqual(
      view.approvals.flatMap(({ decisions }) => decisions.map(({ by }) => by)),
      ['educator-tomas'],
    );
    const checkpoint = await stage.client.get<{ subject: { version: number; authors: string[] } }>(
      `/api/checkpoints/${id}`,
    );
    assert.deepEqual(checkpoint.subject.authors, ['educator-mira']);
    assert.deepEqual(stage.faults, []);
  });

  it('cancelling needs a confirmation, and is recorded under the person who did it', async () => {
    const page = await stage.enter({ person: 'educator-mira' });
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await page.locator('.wf-next', { hasText: 'Waiting for learners to answer' }).waitFor();
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this workflow?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    await dialog.getByRole('button', { name: 'Cancel workflow' }).click();
    await page.locator('.wf-summary .pill', { hasText: 'Cancelled' }).waitFor();
    const { interventions } = await stage.client.get<{
      interventions: { type: string; by: string }[];
    }>(`/api/workflows/${stage.workflow}`);
    assert.deepEqual(
      interventions.map(({ type, by }) => [type, by]),
      [['cancel', 'educator-mira']],
    );
  });
});
