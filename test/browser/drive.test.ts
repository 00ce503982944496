/** The drive's pages in a browser: both themes, a phone's width, the keyboard, odd names. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type DriveRig, openDriveRig } from '../http/drive-rig.ts';
import { SKIPPED } from './stage.ts';

const LONG = `${'A very long name without an end '.repeat(9)}.pptx`;

describe('the drive', { skip: SKIPPED, timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: DriveRig;
  let folder: { id: string };
  let gone: { id: string };
  before(async () => {
    rig = await openDriveRig();
    const { workspace, write } = rig;
    const file = await rig.file(Buffer.from('1. Read the tide tables.'));
    folder = await workspace.createFolder(write('a'), { name: 'Harbour Pilot', parent: null });
    const reports = { name: 'Reports', parent: folder.id };
    await workspace.createFolder(write('b'), reports);
    const put = (ordinal: string, name: string, mime: string) =>
      workspace.putFile(write(ordinal), { ...file, name, mime, parent: folder.id });
    await put('c', 'Tides/Signals: β 港.md', 'text/markdown');
    const deck = await put('d', LONG, 'application/vnd.ms-powerpoint');
    gone = await put('e', 'Old plan.md', 'text/markdown');
    await workspace.trash(gone.id, new AbortController().signal);
    const learner = { id: 'learner-1', name: 'Ada', email: 'ada@learners.example' };
    await workspace.share(write('f'), deck.id, learner);
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
  });

  const open = async (colorScheme: 'light' | 'dark', width: number): Promise<Page> => {
    const viewport = { width, height: 780 };
    return (await browser.newContext({ colorScheme, viewport })).newPage();
  };

  it('has nothing beyond the edge, on a phone or a desk, whatever files are called', async () => {
    for (const [theme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      const page = await open(theme, width);
      for (const path of ['', `/${folder.id}`, `/${gone.id}`, '/trash', '/search?q=a']) {
        await page.goto(`${rig.url}/drive${path}`);
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(over <= 0, `${path} is ${over} px too wide at ${width}`);
      }
      await page.context().close();
    }
  });

  it('is found, restored and shown again by keyboard alone', async () => {
    const page = await open('light', 390);
    await page.goto(`${rig.url}/drive/trash`);
    const button = page.getByRole('button', { name: 'Restore Old plan.md' });
    for (let presses = 0; presses < 20; presses++) {
      if (await button.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('Tab');
    }
    assert.ok(await button.evaluate((element) => element === document.activeElement));
    await Promise.all([page.waitForURL(`**/drive/${gone.id}`), page.keyboard.press('Enter')]);
    assert.equal(await page.getByText('is in the trash').count(), 0);
    await page.getByLabel('Find by name').fill('old');
    await Promise.all([page.waitForURL('**/drive/search?q=old'), page.keyboard.press('Enter')]);
    await page.getByRole('link', { name: 'Old plan.md' }).waitFor();
    await page.context().close();
  });
});
