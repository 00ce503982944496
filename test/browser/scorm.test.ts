/** The SCORM package's player in front of a platform, and every XML we write before a browser's parser. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import JSZip from 'jszip';
import { type Browser, chromium, type Page } from 'playwright-core';
import { exportSet, type Format, formatOf } from '../../actors/assessment/exchange/formats.ts';
import type { ExchangeSet } from '../../actors/assessment/exchange/item.ts';
import { violations } from './axe.ts';
import { SKIPPED } from './stage.ts';

const SET: ExchangeSet = {
  title: 'Birds & <ponds>',
  pass_mark: 0.6,
  items: ['grebe', 'heron', 'coot'].map((bird, at) => ({
    ...{ id: `q${at}`, domain: 'Ponds', objective: null, difficulty: null, type: '' },
    ...{ stem: `Which is the ${bird}? </script><b>`, options: [bird, 'wren', 'rook'], key: 0 },
    ...{ rationale: `A ${bird} is a ${bird}.`, source: null },
  })),
};

/** A platform that keeps what it is told, over visits. */
const PLATFORM = `
  window.told = JSON.parse(sessionStorage.getItem('told') ?? '{}');
  window.calls = [];
  const keep = () => sessionStorage.setItem('told', JSON.stringify(window.told));
  window.API = {
    LMSInitialize: () => { window.calls.push('Initialize'); return 'true'; },
    LMSGetValue: (name) => window.told[name] ?? '',
    LMSSetValue: (name, value) => { window.told[name] = value; keep(); return 'true'; },
    LMSCommit: () => { window.calls.push('Commit'); return 'true'; },
    LMSFinish: () => { window.calls.push('Finish'); return 'true'; },
  };`;

async function unzipped(id: string): Promise<Record<string, string>> {
  const { bytes } = await exportSet(formatOf(id) as Format, SET);
  const zip = await JSZip.loadAsync(bytes);
  const files = Object.values(zip.files).map(async (file) => [file.name, await file.async('text')]);
  return Object.fromEntries(await Promise.all(files));
}

describe('packages for learning platforms', { skip: SKIPPED, timeout: 60_000 }, () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  before(async () => {
    const files = await unzipped('scorm12');
    server = createServer((request, response) => {
      const name = request.url?.slice(1) || 'index.html';
      if (name === 'platform.html') {
        response.setHeader('content-type', 'text/html');
        return response.end(
          `<!doctype html><html lang="en"><title>Platform</title><script>${PLATFORM}</script><iframe title="Course" src="/index.html" width="800" height="700"></iframe>`,
        );
      }
      const body = files[name];
      if (body === undefined) return response.writeHead(404).end();
      const kinds: Record<string, string> = { html: 'html', css: 'css', js: 'javascript' };
      response.setHeader('content-type', `text/${kinds[name.split('.').at(-1) ?? ''] ?? 'plain'}`);
      return response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  const told = (page: Page) =>
    page.evaluate(() => (window as unknown as { told: Record<string, string> }).told);
  const open = async (): Promise<Page> => {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${url}/platform.html`);
    return page;
  };

  it('reports score, status and every answer to the platform', async () => {
    const page = await open();
    const course = page.frameLocator('iframe');
    await course.getByText('3 questions, one answer each. 60 % right passes.').waitFor();
    assert.equal((await told(page))['cmi.core.lesson_status'], 'incomplete');
    for (const at of [0, 1])
      await course.locator('fieldset').nth(at).getByRole('radio').first().check();
    await course.locator('fieldset').nth(2).getByRole('radio').nth(1).check();
    await course.getByRole('button', { name: 'Hand in' }).click();
    await course.getByText('2 of 3 answers are right (67 %). You have passed.').waitFor();
    const record = await told(page);
    assert.equal(record['cmi.core.score.raw'], '66.67');
    assert.equal(record['cmi.core.score.max'], '100');
    assert.equal(record['cmi.core.lesson_status'], 'passed');
    assert.match(record['cmi.core.session_time'] ?? '', /^\d{4}:\d\d:\d\d$/);
    assert.equal(record['cmi.interactions.2.student_response'], 'b');
    assert.equal(record['cmi.interactions.2.result'], 'wrong');
    await course.getByText('The right answer is: coot').waitFor();
    const calls = await page.evaluate(() => (window as unknown as { calls: string[] }).calls);
    assert.equal(calls.filter((each) => each === 'Finish').length, 1);
    await page.context().close();
  });

  it('finds the answers again after it was left', async () => {
    const page = await open();
    await page.frameLocator('iframe').locator('fieldset').nth(1).getByRole('radio').nth(2).check();
    await page.reload();
    const kept = page.frameLocator('iframe').locator('fieldset').nth(1).getByRole('radio').nth(2);
    await kept.waitFor();
    assert.equal(await kept.isChecked(), true);
    await page.context().close();
  });

  it('works by itself too, says that nothing is recorded, and axe finds nothing', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/index.html`);
    await page.getByText('No learning platform was found').waitFor();
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.locator('b').count(), 0, 'a question is text, never markup');
    await page.context().close();
  });

  it('every XML file is well-formed to a browser', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/index.html`);
    const files = [
      ...Object.entries(await unzipped('qti12')),
      ...Object.entries(await unzipped('qti21')),
      ...Object.entries(await unzipped('scorm12')),
    ].filter(([name]) => name.endsWith('.xml'));
    const moodle = await exportSet(formatOf('moodle') as Format, SET);
    files.push(['moodle.xml', new TextDecoder().decode(moodle.bytes)]);
    assert.ok(files.length >= 8);
    for (const [name, xml] of files) {
      const fault = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, 'application/xml');
        return parsed.querySelector('parsererror')?.textContent ?? null;
      }, xml);
      assert.equal(fault, null, name);
    }
    await page.context().close();
  });
});
