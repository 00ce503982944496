/** The form a learner answers, in a browser: by keyboard, without a script, saved and restored with one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { type DriveRig, openDriveRig } from '../http/drive-rig.ts';
import { choice, madeForm, written } from '../http/made-form.ts';
import { violations } from './axe.ts';
import { launchBrowser, PATIENCE_MS, SKIPPED } from './stage.ts';

const SECTIONS = [
  [
    choice('a1', 'Which buoy is red?', ['Port', 'Starboard'], true),
    choice('a2', 'מהו?', ['כן', 'לא']),
  ],
  [written('b1', 'Why?')],
];

describe('a learner’s form in a browser', { skip: SKIPPED, timeout: 120_000 }, () => {
  let browser: Browser;
  let rig: DriveRig;
  before(async () => {
    await buildPage();
    rig = await openDriveRig();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  const enter = async (options: Parameters<Browser['newContext']>[0]): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return page;
  };

  it('is answered by keyboard alone, without a script', async () => {
    const form = await madeForm(rig, { sections: SECTIONS });
    const page = await enter({ javaScriptEnabled: false });
    await page.goto(rig.url + form.path);
    await page.locator('#q-a1-0').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Section 2 of 2').waitFor();
    await page.locator('#q-b1').focus();
    await page.keyboard.type('Because');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    const stored = await rig.store.response(form.id, 'learner-1');
    assert.deepEqual(stored?.answers, { a1: ['Port'], b1: ['Because'] });
    await page.context().close();
  });

  it('saves what is typed, also what was typed without a connection and left', async () => {
    const form = await madeForm(rig, { sections: SECTIONS });
    const page = await enter({});
    await page.goto(`${rig.url}${form.path}?section=2`);
    await page.context().setOffline(true);
    await page.locator('#q-b1').fill('typed in a tunnel');
    await page.getByText('No connection. Your answers are kept on this device').waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await page.locator('[data-saved] time').waitFor();
    assert.equal(await page.locator('#q-b1').inputValue(), 'typed in a tunnel');
    const elsewhere = await enter({});
    await elsewhere.goto(`${rig.url}${form.path}?section=2`);
    assert.equal(await elsewhere.locator('#q-b1').inputValue(), 'typed in a tunnel');
    for (const each of [page, elsewhere]) await each.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`axe finds nothing, empty, filled, wrong, sent and closed, in the ${colorScheme} theme`, async () => {
      const form = await madeForm(rig, { sections: SECTIONS });
      const page = await enter({
        colorScheme,
        bypassCSP: true,
        viewport: { width: 320, height: 780 },
      });
      const found: string[] = [];
      const look = async (state: string) => {
        found.push(...(await violations(page)).map((each) => `${state}: ${each}`));
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > 320) found.push(`${state}: is ${width} wide`);
      };
      await page.goto(rig.url + form.path);
      await look('empty');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.locator('#q-b1').fill('Because');
      await page.getByRole('button', { name: 'Send my answers' }).click();
      await page.locator('#problems').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'problems');
      await look('wrong');
      await page.locator('#problems a').click();
      await page.locator('#q-a1-0').check();
      await look('filled');
      await page.getByRole('button', { name: 'Save and go on' }).click();
      await page.getByRole('button', { name: 'Send my answers' }).click();
      await page.getByRole('heading', { name: 'Thank you' }).waitFor();
      await look('sent');
      await form.close();
      await page.goto(rig.url + form.path);
      await look('closed');
      await page.goto(`${rig.url}${form.path}x`);
      await look('a link that does not work');
      assert.deepEqual(found, []);
      await page.context().close();
    });
});
