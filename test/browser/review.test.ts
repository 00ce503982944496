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

  it('an edit makes a new version that its author cannot approve, and a colleague can', async () => {
    const { id } = await stage.openCheckpoint();
    const author = await stage.enter({ person: 'educator-mira' });
    const colleague = await stage.enter({ person: 'educator-tomas' });
    for (const page of [author, colleague]) {
      await page.goto(`${stage.url}/inbox`);
      await page.getByRole('link', { name: 'Questions to review' }).click();
      await page.locator('.feed[data-live=true]').waitFor();
    }
    const question = author.locator('.question').first();
    assert.notEqual(await question.locator('blockquote').textContent(), '', 'the source is beside');
    await question.getByRole('button', { name: /^Edit question 1/ }).click();
    await question
      .getByLabel('Question 1', { exact: true })
      .fill('Which kind of disability is this?');
    await question.getByRole('button', { name: 'Keep changes' }).click();
    const next = author.locator('.question').nth(1);
    await next.getByRole('button', { name: /^Edit question 2/ }).click();
    await next.getByLabel('Question 2', { exact: true }).fill('Typed, and saved at once?');
    await author.getByRole('button', { name: 'Save as a new version' }).click();
    await author.getByText('educator-mira edited this version').waitFor();
    assert.equal(await author.getByRole('button', { name: 'Approve' }).isDisabled(), true);

    await colleague.getByText('This is version 2').waitFor();
    await colleague.getByRole('heading', { name: 'Which kind of disability is this?' }).waitFor();
    await colleague.getByRole('heading', { name: 'Typed, and saved at once?' }).waitFor();
    await colleague.getByRole('button', { name: 'Approve' }).click();
    await colleague.getByText('You approved. The workflow goes on.').waitFor();
    await author.getByText('Decided: approved').waitFor();

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

  it('a learner answers on a phone, and sees the answers again', async () => {
    const [link] = await stage.formLinks();
    assert.ok(link);
    const page = await stage.enter({ width: 390 });
    await page.goto(link);
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(wide) <= 390, `nothing scrolls sideways: ${wide}`);
    const questions = await page.locator('fieldset').count();
    for (let index = 0; index < questions; index += 1)
      await page.locator('fieldset').nth(index).locator('input').first().check();
    await page.locator('main button[type=submit]').click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await page.goto(link);
    assert.equal(await page.locator('input:checked').count(), questions);
    assert.deepEqual(stage.faults, []);
  });

  it('cancelling needs a confirmation, and is recorded under the person who did it', async () => {
    const page = await stage.enter({ person: 'educator-mira' });
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await page.locator('.next-actions', { hasText: 'Waiting for learners to answer' }).waitFor();
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Recorded as done by educator-mira').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel workflow' }).click();
    await dialog.getByRole('button', { name: 'Cancel workflow' }).click();
    await page.locator('.summary .pill', { hasText: 'Cancelled' }).waitFor();
    await page.locator('.decisions', { hasText: 'educator-mira cancelled the workflow' }).waitFor();
  });
});
