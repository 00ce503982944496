/** Pages without the app, in their states: axe finds nothing in any theme, on a phone as on a desk. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { violations } from './axe.ts';
import { type LinkedRig, openLinkedRig } from './linked-rig.ts';
import { EMPTY_SCENES, type Scene, scenesOf } from './linked-scenes.ts';
import { launchBrowser, PATIENCE_MS, SKIPPED } from './stage.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

/** One visit serves every look: the page follows the window and the reader's system while it is open. */
async function inEveryLook(page: Page): Promise<string[]> {
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  const found = (await violations(page)).map((each) => `desk, light: ${each}`);
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'dark' });
  found.push(...(await violations(page, 'places')).map((each) => `phone, dark: ${each}`));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (over > 0) found.push(`phone: ${over} px too wide`);
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  found.push(...(await violations(page, 'colours')).map((each) => `forced colours: ${each}`));
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  return found;
}

describe('pages without the app', { skip: SKIPPED, timeout: 120_000 }, () => {
  let browser: Browser;
  const rigs: LinkedRig[] = [];
  before(async () => {
    await buildPage();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    for (const rig of rigs) await rig.close();
  });

  const open = async (isEmpty: boolean): Promise<LinkedRig> => {
    const rig = await openLinkedRig({ isEmpty });
    rigs.push(rig);
    return rig;
  };
  const look = async (scenes: Scene[]): Promise<string[]> => {
    const context = await browser.newContext({ viewport: DESK, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const found: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') found.push(message.text());
    });
    for (const scene of scenes) {
      await scene.open(page);
      found.push(...(await inEveryLook(page)).map((each) => `${scene.name}: ${each}`));
    }
    await context.close();
    return found.filter((each) => !/status of (4\d\d)/.test(each));
  };

  it('have no barrier with something in them', async () => {
    assert.deepEqual(await look(await scenesOf(await open(false))), []);
  });

  it('have no barrier while there is nothing yet', async () => {
    const rig = await open(true);
    const scenes = Object.entries(EMPTY_SCENES).map(([name, path]) => ({
      name,
      open: (page: Page) => page.goto(rig.url + path),
    }));
    assert.deepEqual(await look(scenes), []);
  });
});
