/** Handing in documents in a browser: progress, a connection cut in the middle, refusals, the keyboard, no script. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page, Route } from 'playwright-core';
import { DOCUMENT_BYTES_MAX } from '../../http/documents.ts';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { WORD, zipOf } from '../actors/knowledge/evil-files.ts';
import { type LinkedRig, openLinkedRig } from './linked-rig.ts';
import { MACROS } from './linked-scenes.ts';
import { launchBrowser, PATIENCE_MS, SKIPPED } from './stage.ts';

const LINE = 'High water at the bar is an hour after the quay.\n';
const LONG = {
  name: 'Tide tables, the whole year.md',
  mimeType: 'text/markdown',
  buffer: Buffer.from(LINE.repeat(Math.ceil(2_300_000 / LINE.length))),
};
const BOMB = {
  name: 'Small outside.docx',
  mimeType: 'application/octet-stream',
  buffer: zipOf([...WORD, { name: 'word/media/a.xml', content: Buffer.alloc(30_000_000) }]),
};
const offsetOf = (route: Route) =>
  Number(new URL(route.request().url()).searchParams.get('offset'));

describe('the page on which documents are handed in', { skip: SKIPPED, timeout: 120_000 }, () => {
  let browser: Browser;
  let rig: LinkedRig;
  let address: string;
  let dir: string;
  before(async () => {
    await buildPage();
    rig = await openLinkedRig();
    address = rig.url + new URL(rig.links.upload('wf')).pathname;
    browser = await launchBrowser();
    dir = await mkdtemp(join(tmpdir(), 'presgen-large-'));
  });
  after(async () => {
    await browser?.close();
    await rig?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const enter = async (javaScriptEnabled = true): Promise<Page> => {
    const context = await browser.newContext({
      javaScriptEnabled,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(address);
    return page;
  };

  it('shows how far a large file is, goes on after a cut, and says what arrived', async () => {
    rig.taken.length = 0;
    const page = await enter();
    const offsets: number[] = [];
    const last = Promise.withResolvers<Route>();
    await page.route('**/parts/**', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      offsets.push(offsetOf(route));
      return offsets.length === 3 ? last.resolve(route) : route.continue();
    });
    await page.getByLabel('Choose documents').setInputFiles(LONG);
    const row = page.getByRole('listitem').filter({ hasText: LONG.name });
    const held = await last.promise;
    await row.getByText(/^91 % of 2\.3 MB$/).waitFor();
    assert.ok(Number(await row.getByRole('progressbar').getAttribute('value')) > 0.9);
    await held.abort('connectionreset');
    await row.getByText('it goes on by itself from where it was').waitFor();
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await row.getByText('Received, 2.3 MB').waitFor();
    assert.deepEqual(offsets, [0, 1_048_576, 2_097_152, 2_097_152], 'nothing is sent twice');
    assert.deepEqual(rig.taken, [{ name: LONG.name, bytes: LONG.buffer.length }]);
    await page.context().close();
  });

  it('refuses a bomb, a macro and what is too large by name, each with what to do', async () => {
    const large = join(dir, 'Every chart of the world.pdf');
    await writeFile(large, '%PDF-1.7');
    await truncate(large, DOCUMENT_BYTES_MAX + 1);
    const page = await enter();
    const input = page.getByLabel('Choose documents');
    await input.setInputFiles([BOMB, MACROS]);
    await input.setInputFiles(large);
    await page.getByText('0 files received. 3 files not taken').waitFor();
    const rows = page.getByRole('listitem');
    for (const [name, why] of [
      [BOMB.name, /archive bomb/],
      [MACROS.name, /macros, which are programs: save it as DOCX or PPTX without/],
      ['Every chart of the world.pdf', /larger than 100 MiB: send it in parts/],
    ] as const)
      assert.match((await rows.filter({ hasText: name }).textContent()) ?? '', why);
    await page.context().close();
  });

  it('is used by keyboard alone, and the focus stays where work is', async () => {
    const page = await enter();
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    // A browser that is not yet listening for the chooser closes it unseen: ask it something first.
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'documents');
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(MACROS);
    await page.getByText('1 file not taken').waitFor();
    await page.keyboard.press('Tab');
    const dismiss = page.getByRole('button', { name: `Dismiss: ${MACROS.name}` });
    assert.ok(await dismiss.evaluate((element) => element === document.activeElement));
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'documents');
    await page.context().close();
  });

  it('takes documents as a plain form without a script, and names what it does not take', async () => {
    const page = await enter(false);
    const notes = { name: 'Notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Tides') };
    await page.getByLabel('Choose documents').setInputFiles([notes, MACROS]);
    await page.getByRole('button', { name: 'Hand in' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Received: Notes.md').waitFor();
    assert.match((await page.locator('.problems').textContent()) ?? '', /Plan with macros\.docx/);
    await page.context().close();
  });
});
