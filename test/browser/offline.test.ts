/** Without a network: the page opens, says so, stays readable, and asks nobody else meanwhile. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, SKIPPED, type Stage } from './stage.ts';

describe('the page without a network', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  it('keeps what it shows, says that it is offline, and recovers by itself', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    const heading = page.getByRole('heading', { level: 1 });
    await heading.waitFor();
    const title = await heading.textContent();
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    assert.equal(await heading.textContent(), title);
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    forgiveLostConnection(stage);
  });

  it('opens from what the browser kept, on a page that was never visited', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/w`);
    await keptPage(page);
    await page.context().setOffline(true);
    await page.goto(`${stage.url}/inbox`);
    await page.getByText('You are offline.').waitFor();
    await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    forgiveLostConnection(stage);
  });

  it('keeps nothing of what the server knows', async () => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await keptPage(page);
    const kept = await page.evaluate(async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      const requests = await Promise.all(caches_.map((cache) => cache.keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    assert.ok(kept.length > 5);
    assert.deepEqual(
      kept.filter((path) => !path.startsWith('/ui/')),
      [],
    );
    forgiveLostConnection(stage);
    assert.deepEqual(stage.faults, []);
  });
});

/** Waits until the browser has kept the page's files. */
async function keptPage(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active !== null);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** What a browser writes to the console about a network that a test took away. */
function forgiveLostConnection(stage: Stage): void {
  const others = stage.faults.filter((each) => !each.includes('ERR_INTERNET_DISCONNECTED'));
  stage.faults.splice(0, stage.faults.length, ...others);
}
