/** The inbox and its reviews in every look: no rule of accessibility broken, nothing cut off, no script run. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { violations, violationsInThemes } from './axe.ts';
import { checkpointOf, JUDGED, KINDS } from './inbox-content.ts';
import { type Entrance, openStage, SKIPPED, type Stage } from './stage.ts';

const UNKNOWN = {
  ...{ type: 'about:blank', title: 'Not found', status: 404 },
  detail: 'there is no checkpoint missing',
};

describe('the inbox in every look', { skip: SKIPPED, timeout: 300_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ isEmpty: true });
  });
  after(() => stage?.close());

  const enter = async (options: Entrance = {}): Promise<Page> => {
    const page = await stage.enter({ person: 'mira', ...options });
    await page.route('**/api/checkpoints?**', (route) =>
      route.fulfill({
        json: { items: KINDS.map((kind) => checkpointOf(kind)), total: 900, complete: false },
      }),
    );
    await page.route('**/api/workflows/wf-1/quality', (route) => route.fulfill({ json: JUDGED }));
    await page.route('**/api/checkpoints/wf-1*', (route) => {
      const kind = /checkpoint_(\w+)/.exec(decodeURIComponent(route.request().url()))?.[1] ?? '';
      return route.fulfill({ json: checkpointOf(kind) });
    });
    return page;
  };
  const open = async (page: Page, kind: string): Promise<void> => {
    await page.goto(`${stage.url}/inbox/wf-1~checkpoint_${kind}.1`);
    await page.locator('.decision').waitFor();
  };
  const sound = async (page: Page, what: string): Promise<void> => {
    assert.deepEqual(await violationsInThemes(page), [], what);
    assert.equal(await page.evaluate('window.hurt'), undefined, `${what}: a script ran`);
  };
  const fits = async (page: Page, what: string): Promise<void> => {
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.ok(Number(wide) <= 0, `${what} is ${wide} pixels too wide`);
  };

  it('is accessible full, empty and refused, in both themes', async () => {
    const page = await enter();
    await page.goto(`${stage.url}/inbox`);
    await page.locator('.card').first().waitFor();
    await sound(page, 'full');
    await page.unroute('**/api/checkpoints?**');
    await page.goto(`${stage.url}/inbox?mine=me`);
    await page.getByText('Nothing here fits').waitFor();
    await sound(page, 'filtered to none');
    await page.goto(`${stage.url}/inbox`);
    await page.getByText('Nothing waits for a decision').waitFor();
    await sound(page, 'empty');
    await page.route('**/api/checkpoints**', (route) =>
      route.fulfill({ status: 404, json: UNKNOWN }),
    );
    for (const path of ['/inbox', '/inbox/missing']) {
      await page.goto(stage.url + path);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
      await sound(page, `refused ${path}`);
    }
    await page.context().close();
  });

  it('shows every kind of review accessibly, in both themes, and its dialogs', async () => {
    const page = await enter();
    for (const kind of KINDS) {
      await open(page, kind);
      await sound(page, kind);
    }
    await open(page, 'questions');
    await page.keyboard.press('j');
    await page.locator('.question:focus').waitFor();
    for (const [key, name] of [
      ['?', 'Keys'],
      ['c', 'Ask for changes?'],
      ['r', 'Reject this?'],
      ['f', 'Flag question 1?'],
      ['a', 'Not all read yet'],
    ] as const) {
      await page.keyboard.press(key);
      const dialog = page.getByRole('dialog', { name });
      await dialog.waitFor();
      await sound(page, name);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.locator('.question:focus').waitFor();
    }
    await page.keyboard.press('e');
    await page.locator('form.editor').waitFor();
    await sound(page, 'editing');
    await page.keyboard.press('Escape');
    await page.locator('.question:focus').waitFor();
    await page.context().close();
  });

  it('reflows to 320 pixels without a sideways scroll', async () => {
    const page = await enter({ width: 320 });
    await page.goto(`${stage.url}/inbox`);
    await page.locator('.card').first().waitFor();
    await fits(page, 'the inbox');
    for (const kind of KINDS) {
      await open(page, kind);
      await fits(page, kind);
    }
    await page.context().close();
  });

  it('keeps its signs when the reader chooses the colours', async () => {
    const page = await enter({ forcedColors: true });
    await open(page, 'questions');
    assert.deepEqual(await violations(page), []);
    const [removed, added] = [page.locator('.changes del'), page.locator('.changes ins')];
    const decoration = (each: typeof removed): Promise<string> =>
      each.first().evaluate((element) => getComputedStyle(element).textDecorationLine);
    assert.deepEqual(
      [await decoration(removed), await decoration(added)],
      ['line-through', 'underline'],
    );
    await page.context().close();
  });

  it('shows what was written as it was written, and leads to no script', async () => {
    const page = await enter();
    await open(page, 'questions');
    await page.getByText('[x](javascript:alert(1))').first().waitFor();
    for (const kind of KINDS) {
      await open(page, kind);
      const links = await page.locator('a[href^="javascript"]').count();
      const images = await page.locator('main img, main script').count();
      assert.deepEqual([links, images], [0, 0], kind);
      assert.equal(await page.evaluate('window.hurt'), undefined);
    }
    await page.context().close();
  });
});
