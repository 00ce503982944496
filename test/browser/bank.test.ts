/** The item bank, cohorts and learners in a browser: by keyboard, accessible, and honest on a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { violationsInThemes } from './axe.ts';
import { openStage, SKIPPED, type Stage, until } from './stage.ts';

const QUESTIONS = 400;

describe('the item bank and its people', { skip: SKIPPED, timeout: 240_000 }, () => {
  let stage: Stage;
  let active: string;
  let draft: string;
  before(async () => {
    stage = await openStage();
    await stage.approve();
    for (const link of await stage.formLinks()) await answer(link);
    await stage.stands('waiting', 'gap_analysis');
    const rows = Array.from(
      { length: QUESTIONS },
      (_, at) => `Area ${at % 9},Imported question ${at}: which is it?,yes,no,perhaps,1`,
    );
    await bring(`domain,stem,option_1,option_2,option_3,key\n${rows.join('\n')}\n`, 'ada');
    active = (await first('active')) ?? '';
    draft = (await first('draft')) ?? '';
  });
  after(() => stage?.close());

  const answer = async (link: string): Promise<void> => {
    const { answerForm } = await import('../../ops/rehearsal/learner.ts');
    await answerForm(stage.client, link, ({ title, options }) => title.length % options.length);
  };
  const bring = (body: string, person: string): Promise<Response> =>
    fetch(`${stage.url}/api/bank/import?format=csv&certification=Imported`, {
      method: 'POST',
      headers: { 'x-presgen-user': person },
      body,
    });
  const first = async (state: string): Promise<string | undefined> => {
    const { items } = await stage.client.get<{ items: { id: string }[] }>(
      `/api/bank?state=${state}&limit=1`,
    );
    return items[0]?.id;
  };
  const go = async (page: Page, path: string): Promise<void> => {
    await page.goto(stage.url + path);
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelector('main .loading') === null);
  };

  it('axe finds nothing on any of its pages, in either theme', async () => {
    const paths = [
      '/bank',
      '/bank?q=nothing-is-called-so',
      `/bank/${active}`,
      `/bank/${draft}`,
      `/cohorts/${stage.workflow}`,
      `/cohorts/${stage.workflow}?view=table`,
      `/learners/learner-1?workflow=${stage.workflow}`,
      new URL(stage.system.ports.links.learner(stage.workflow, 'learner-1')).pathname,
    ];
    const page = await stage.enter();
    for (const path of paths) {
      await go(page, path);
      assert.deepEqual(await violationsInThemes(page), [], path);
    }
    await go(page, '/bank');
    for (const name of ['Import…', 'Export…']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      await page.waitForFunction(() => document.querySelector('dialog .loading') === null);
      assert.deepEqual(await violationsInThemes(page), [], name);
      await page.keyboard.press('Escape');
    }
    await page.context().close();
  });

  it('nothing overflows a page 320 pixels wide', async () => {
    const page = await stage.enter({ width: 320 });
    for (const path of [
      '/bank',
      `/bank/${active}`,
      `/cohorts/${stage.workflow}`,
      `/cohorts/${stage.workflow}?view=table`,
      `/learners/learner-1?workflow=${stage.workflow}`,
      new URL(stage.system.ports.links.learner(stage.workflow, 'learner-1')).pathname,
    ]) {
      await go(page, path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${path} is ${width} wide`);
    }
    await page.context().close();
  });

  it('a long list keeps few rows in the document, and its end can be reached', async () => {
    const page = await stage.enter();
    await go(page, '/bank?certification=Imported');
    await page.getByText(`${QUESTIONS} questions`).waitFor();
    const scroller = page.getByRole('region', { name: 'Questions', exact: true });
    const rows = scroller.locator('li');
    const last = scroller.locator(`li[aria-posinset="${QUESTIONS}"]`);
    await until('the last question', async () => {
      assert.ok((await rows.count()) <= 60);
      await scroller.evaluate((element) => {
        element.scrollTop = element.scrollHeight;
      });
      return (await last.count()) > 0 ? true : null;
    });
    await page.context().close();
  });

  it('filters are the address, and going back takes them off again', async () => {
    const page = await stage.enter();
    await go(page, '/bank');
    await page.getByRole('link', { name: 'In use', exact: true }).click();
    await page.getByText('20 questions').waitFor();
    assert.equal(new URL(page.url()).search, '?state=active');
    await page.getByLabel('Words in the question').fill('which');
    await page.waitForURL(/q=which/);
    await page.getByLabel('Words in the question').fill('');
    await page.waitForURL((url) => !url.search.includes('q='));
    await page.goBack();
    await page.getByText(`${QUESTIONS + 20} questions`).waitFor();
    await page.context().close();
  });

  it('by keyboard alone a draft is reviewed, and its author cannot', async () => {
    const author = await stage.enter({ person: 'ada' });
    await go(author, `/bank/${draft}`);
    const refused = author.getByRole('button', { name: 'Approve after review' });
    assert.equal(await refused.isDisabled(), true);
    assert.match(
      (await author.getByText('somebody else has to review it').textContent()) ?? '',
      /ada wrote this wording/,
    );
    await author.context().close();

    const page = await stage.enter({ person: 'bo' });
    await go(page, `/bank/${draft}`);
    await page.getByRole('button', { name: 'Approve after review' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('textbox').focus();
    await page.keyboard.type('Looked it up.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('ready to be asked').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Put into use' }).isEnabled(), true);
    await page.context().close();
  });

  it('an edit shows what changes before it is saved, and what a format loses before it leaves', async () => {
    const page = await stage.enter({ person: 'bo' });
    await go(page, `/bank/${active}`);
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByText('What this kind of file does not carry').waitFor();
    await page.getByLabel('SCORM 1.2 package').check();
    await page.getByText('Questions cannot be edited on the platform').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Edit…' }).click();
    await page.getByLabel('Why that is right').fill('Because the guide says so.');
    await page.locator('dialog ins').first().waitFor();
    await page.getByLabel('Why you change it').fill('plainer');
    await page.getByRole('button', { name: 'Save as version 2' }).click();
    await page.getByText('Version 2 by bo').waitFor();
    await page.context().close();
  });

  it('an import says what it will take and refuse before it takes anything', async () => {
    const page = await stage.enter({ person: 'bo' });
    await go(page, '/bank');
    await page.getByRole('button', { name: 'Import…' }).click();
    await page.getByLabel('File', { exact: true }).setInputFiles({
      name: 'pond.gift',
      mimeType: 'text/plain',
      buffer: Buffer.from('Which bird dives? {=grebe ~swallow ~wren}\n\nThe sky is blue {T}\n'),
    });
    await page.getByRole('button', { name: 'Look into the file' }).click();
    await page.getByText('one question can be taken').waitFor();
    await page.getByText('it is a true/false question').waitFor();
    await page.getByRole('button', { name: 'Import one question' }).click();
    await page.getByRole('link', { name: 'Which bird dives?' }).waitFor();
    await page.context().close();
  });

  it('the map is one stop, arrows walk it, and each cell says what it rests on', async () => {
    const page = await stage.enter();
    await go(page, `/cohorts/${stage.workflow}`);
    assert.equal(await page.locator('.heat td[tabindex="0"]').count(), 1);
    await page.locator('.heat td[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('data-cell')),
      '1.1',
    );
    const told = await page.locator('.heat-told').textContent();
    assert.match(told ?? '', /Bela Ortiz, Perceivable Content: .*\d of 6 right; the true share/);
    await page.context().close();
  });

  it('left no error in the console and asked nobody else', () => {
    assert.deepEqual(stage.faults, []);
  });
});
