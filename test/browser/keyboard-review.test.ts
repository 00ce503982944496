/** Twenty questions reviewed with the keyboard alone: claimed, read, one edited, all approved. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { LinkSigner } from '../../http/learner/links.ts';
import { violations } from './axe.ts';
import { openStage, SKIPPED, type Stage } from './stage.ts';

/** Presses keys and counts them; nothing here ever touches the mouse. */
function keyboard(page: Page) {
  let pressed = 0;
  return {
    count: (): number => pressed,
    press: async (...keys: string[]): Promise<void> => {
      for (const key of keys) {
        pressed += 1;
        await page.keyboard.press(key);
      }
    },
    /** Tabs on until the focus is on something of that name. */
    tabTo: async (name: RegExp): Promise<void> => {
      for (let at = 0; at < 60; at += 1) {
        const held = await page.evaluate('document.activeElement.textContent');
        if (name.test(String(held))) return;
        pressed += 1;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no ${name} within reach`);
    },
  };
}

const focused = (page: Page): Promise<unknown> =>
  page.evaluate(
    'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent',
  );

describe('reviewing by keyboard alone', { skip: SKIPPED, timeout: 180_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const read = async (id: string): Promise<Decided> =>
    stage.client.get<Decided>(`/api/checkpoints/${id}`);
  const enter = async (person: string): Promise<Page> => {
    const page = await stage.enter({ person });
    await page.goto(`${stage.url}/inbox`);
    await page.getByRole('link', { name: 'Questions to review' }).waitFor();
    return page;
  };

  it('one reader claims twenty questions, reads each with its source, edits one and hands on', async () => {
    const { id } = await stage.openCheckpoint();
    const page = await enter('educator-mira');
    const keys = keyboard(page);
    await keys.tabTo(/^Questions to review$/);
    await keys.press('Enter');
    await page.locator('.question').nth(19).waitFor();
    await page.locator('.feed[data-live=true]').waitFor();
    assert.equal(await page.locator('.question').count(), 20);

    await keys.press('s');
    await page.locator('.reservation', { hasText: 'Reserved for you' }).waitFor();
    assert.match(
      (await page.locator('.reservation .clock').textContent()) ?? '',
      /^(29:\d\d|30:00)$/,
    );

    await keys.press('j', 'o');
    const passage = page.locator('.passage');
    await passage.waitFor();
    assert.equal(
      await passage.locator('mark').textContent(),
      await page.locator('.question').first().locator('blockquote').textContent(),
      'the quote is marked where it stands in its document',
    );
    await keys.press('Escape');
    await passage.waitFor({ state: 'detached' });
    assert.match(String(await focused(page)), /^Question 1\b/, 'the focus is where it was');

    const start = keys.count();
    for (let number = 1; number <= 20; number += 1) {
      await page.locator('.question:focus').waitFor();
      assert.match(String(await focused(page)), new RegExp(`^Question ${number}\\b`));
      if (number !== 4) {
        await keys.press('m');
        continue;
      }
      await keys.press('e');
      await page.locator('form.editor textarea:focus').waitFor();
      // Letters typed into a field are letters.
      await page.keyboard.press('End');
      await page.keyboard.type(' acrejoms?', { delay: 1 });
      await page.keyboard.press('Control+Enter');
      await page.locator('.question.edited').waitFor();
      assert.equal(await page.getByRole('dialog').count(), 0, 'no letter opened anything');
      const diff = page.locator('.question.edited .diff');
      assert.match((await diff.locator('ins').first().textContent()) ?? '', /acrejoms/);
      await page.locator('.question:focus').waitFor();
      await keys.press('m');
    }
    const perItem = (keys.count() - start) / 20;
    assert.ok(perItem <= 3, `${perItem} keys for each item`);
    await page.getByText('20 of 20 questions read').waitFor();

    await keys.press('a');
    const dialog = page.getByRole('dialog', { name: 'Save 1 change?' });
    await dialog.waitFor();
    assert.match((await dialog.textContent()) ?? '', /somebody else approves it/);
    await keys.press('Enter');
    await page.getByText('Saved as a new version; somebody else approves it. Others').waitFor();
    await page
      .locator('.quorum', { hasText: 'You edited question 4, so you cannot approve it.' })
      .waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve' }).isDisabled(), true);
    await page.locator('.reservation', { hasText: 'Nobody is reviewing' }).waitFor();
    await page.locator('a:focus', { hasText: /Back to the inbox|^Next/ }).waitFor();

    await keys.press('a');
    assert.equal(await page.getByRole('dialog').count(), 0, 'an author cannot even ask');
    const { subject, revisions } = await read(id);
    assert.deepEqual([subject.version, subject.authors], [2, ['educator-mira']]);
    assert.equal(revisions[0]?.items.length, 1);
    await page.context().close();
  });

  it('a second reader sees what changed, reads all and approves, with at most three keys a question', async () => {
    const { id } = await stage.openCheckpoint();
    const page = await enter('educator-tomas');
    const keys = keyboard(page);
    await keys.tabTo(/^Questions to review$/);
    await keys.press('Enter');
    await page.locator('.question').nth(19).waitFor();
    await page.locator('.feed[data-live=true]').waitFor();
    const changed = page.locator('.question').nth(3);
    assert.match((await changed.locator('.diff ins').first().textContent()) ?? '', /acrejoms/);
    await page.locator('.quorum', { hasText: 'educator-mira edited question 4' }).waitFor();

    const start = keys.count();
    await keys.press('s');
    await page.locator('.reservation', { hasText: 'Reserved for you' }).waitFor();
    await keys.press('j');
    for (let number = 1; number <= 20; number += 1) {
      await page.locator('.question:focus').waitFor();
      await keys.press('m');
    }
    await page.getByText('20 of 20 questions read').waitFor();
    await keys.press('a');
    await page.getByRole('dialog', { name: 'Approve these questions?' }).waitFor();
    await keys.press('Enter');
    await page.getByText('You approved. The workflow goes on.').waitFor();
    const perItem = (keys.count() - start) / 20;
    assert.ok(perItem <= 3, `${perItem} keys for each item`);
    assert.ok((await focused(page)) !== null, 'the focus is never lost');
    await page.locator('a:focus', { hasText: /Back to the inbox|^Next/ }).waitFor();

    const { status, decisions } = await read(id);
    assert.equal(status, 'done');
    assert.deepEqual(
      decisions.map(({ by, verdict, reading }) => [
        by,
        verdict,
        reading?.how,
        reading?.items.length,
      ]),
      [['educator-tomas', 'approve', 'whole', 20]],
    );
    assert.deepEqual(stage.faults, []);
    await page.context().close();
  });

  it('letters are dead once they are switched off, and the help says so', async () => {
    await stage.fileAnother();
    const { id } = await stage.openCheckpoint();
    const page = await stage.enter({ person: 'educator-mira' });
    await page.goto(`${stage.url}/inbox/${encodeURIComponent(id)}`);
    await page.locator('.question').first().waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    for (const key of ['j', 's', 'a', 'r', 'c', '?']) await page.keyboard.press(key);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(await page.locator('.question:focus').count(), 0);
    await page.locator('.reservation', { hasText: 'Nobody is reviewing' }).waitFor();
    await page.context().close();
  });

  it('changes that were not saved survive leaving the page', async () => {
    const { id } = await stage.openCheckpoint();
    const page = await stage.enter({ person: 'educator-lena' });
    await page.goto(`${stage.url}/inbox/${encodeURIComponent(id)}`);
    await page.locator('.question').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    await page.locator('form.editor textarea:focus').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type(' Indeed?');
    await page.keyboard.press('Control+Enter');
    await page.locator('.question.edited').waitFor();
    await page.keyboard.press('i');
    await page.getByRole('heading', { name: 'Inbox', exact: true }).waitFor();
    await page.goBack();
    await page.locator('.question.edited', { hasText: 'Indeed?' }).waitFor();
    await page.getByRole('button', { name: 'Undo changes of question 1', exact: true }).click();
    await page.getByRole('button', { name: 'Give it back' }).click();
    await page.locator('.reservation', { hasText: 'Nobody is reviewing' }).waitFor();
    await page.context().close();
  });

  it('the page behind the link in a mail needs no script and is accessible', async () => {
    const { id } = await stage.openCheckpoint();
    const links = stage.system.ports.links as LinkSigner;
    const address = id.replaceAll('~', '/');
    const link = links.decision(address, 'educator-tomas', 'opened', Date.now());
    for (const scheme of ['light', 'dark'] as const) {
      const page = await stage.enter({ scheme, width: 320 });
      await page.goto(link);
      await page.getByRole('button', { name: 'Approve' }).waitFor();
      assert.equal(await page.locator('script').count(), 0);
      assert.equal(await page.locator('details.question').count(), 20);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      assert.ok(Number(wide) <= 320, `nothing scrolls sideways: ${wide}`);
      await page.getByText('Ask for changes, or reject').click();
      assert.deepEqual(await violations(page), []);
      await page.context().close();
    }
    assert.equal((await read(id)).decisions.length, 0);
  });

  it('a whole set is approved by the sample that was drawn, and by nothing less', async () => {
    const { id } = await stage.openCheckpoint();
    const page = await stage.enter({ person: 'educator-tomas' });
    const keys = keyboard(page);
    await page.goto(`${stage.url}/inbox/${encodeURIComponent(id)}`);
    await page.locator('.question').nth(19).waitFor();
    await keys.press('a');
    await page.getByRole('dialog', { name: 'Not all read yet' }).waitFor();
    await keys.tabTo(/^Approve by a sample of 6$/);
    await keys.press('Enter');
    await page.getByRole('heading', { name: 'A sample of 6 of 20 questions' }).waitFor();
    assert.equal(await page.locator('.question').count(), 6);
    await keys.press('j');
    for (let at = 0; at < 6; at += 1) {
      await page.locator('.question:focus').waitFor();
      await keys.press('m');
    }
    await page.getByText('6 of 6 questions read').waitFor();
    await keys.press('a');
    await page.getByRole('dialog').getByText('a sample of 6 of 20 questions').waitFor();
    await keys.press('Enter');
    await page.getByText('You approved. The workflow goes on.').waitFor();
    const { decisions } = await read(id);
    assert.deepEqual(
      decisions.map(({ reading }) => [reading?.how, reading?.items.length, reading?.of]),
      [['sample', 6, 20]],
    );
    await page.locator('.decisions', { hasText: 'a sample of 6 of 20' }).waitFor();
    assert.deepEqual(stage.faults, []);
    await page.context().close();
  });
});

interface Decided {
  status: string;
  subject: { version: number; authors: string[] };
  revisions: { items: string[] }[];
  decisions: {
    by: string;
    verdict: string;
    reading?: { how: string; items: string[]; of: number };
  }[];
}
