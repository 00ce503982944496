/** A learner's home once everything is released: on a phone, without a script, in both themes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type DriveRig, openDriveRig } from '../http/drive-rig.ts';
import { violations } from './axe.ts';
import { SKIPPED } from './stage.ts';

const RESULT = {
  ...{ learner: 'learner-1', answered: true, score: 0.55 },
  domains: [
    { domain: 'Tides', items: 6, correct: 1, interval: [0.08, 0.45], verdict: 'gap' },
    { domain: 'Signals', items: 5, correct: 3, interval: [0.36, 0.81], verdict: 'undetermined' },
    { domain: 'Knots', items: 4, correct: 4, interval: [0.63, 0.98], verdict: 'mastered' },
  ],
};

describe('a learner’s home', { skip: SKIPPED, timeout: 60_000 }, () => {
  let browser: Browser;
  let rig: DriveRig;
  let url: string;
  const visited: { learner: string; what: string }[] = [];
  before(async () => {
    rig = await openDriveRig(null, {
      nameOf: async () => 'Zelda Quibble',
      learners: {
        visits: {
          note: async (_, learner, what) => void visited.push({ learner, what }),
          of: async () => [],
        },
        letters: async () => [],
        places: async () => [],
        names: async () => new Map(),
      },
    });
    const put = (type: string, mime: string, content: string, topic: string | null) =>
      rig.ports.artifacts.put(
        {
          ...{ workflow: 'wf', step: 'avatar_creation', type, mime, name: `${topic}.${type}` },
          learner: type === 'deck' ? 'learner-1' : null,
          meta: topic === null ? {} : { topic },
        },
        Buffer.from(content),
      );
    await put('gaps', 'application/json', JSON.stringify({ learners: [RESULT] }), null);
    await put('deck', 'application/vnd.ms-powerpoint', 'slides', null);
    await put('video', 'video/mp4', 'film', 'Tides');
    await put('captions', 'text/vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n', 'Tides');
    await put('transcript', 'text/plain', 'Hello.', 'Tides');
    url = rig.url + new URL(rig.links.learner('wf', 'learner-1')).pathname;
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
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 780 },
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  it('says without a script what to do, how it went with its range, and where everything is', async () => {
    const page = await open('light', 390);
    await page.getByRole('heading', { name: 'Your material is ready' }).waitFor();
    const steps = page.locator('.steps a');
    assert.deepEqual(await steps.allTextContents(), [
      'Read your results',
      'Go through your slides',
      'Watch the video',
    ]);
    for (const step of await steps.all()) {
      const target = (await step.getAttribute('href')) ?? '';
      assert.equal(await page.locator(target).count(), 1, target);
    }
    const tides = page.getByRole('listitem').filter({ hasText: 'Worth another look' });
    assert.match(
      (await tides.textContent()) ?? '',
      /1\sof\s6 right\. Most likely between 8\s% and 45\s%\./,
    );
    assert.equal(await page.locator('video track[kind=captions][default]').count(), 1);
    assert.equal(await page.getByRole('link', { name: 'Transcript of this video' }).count(), 1);
    await page.context().close();
  });

  it('opening it is noted, and loading the page alone opens no video', async () => {
    visited.length = 0;
    const page = await open('light', 390);
    await page.waitForLoadState('networkidle');
    assert.deepEqual(visited, [{ learner: 'learner-1', what: 'home' }]);
    await page.context().close();
  });

  for (const scheme of ['light', 'dark'] as const)
    it(`axe finds nothing and nothing overflows, in the ${scheme} theme`, async () => {
      const context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width: 320, height: 780 },
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(url);
      assert.deepEqual(await violations(page), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
      await context.close();
    });
});
