/** Two people watch one workflow; one of them loses the network for five seconds. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openStage, PATIENCE_MS, SKIPPED, type Stage } from './stage.ts';

const AWAY_MS = 5000;

describe('the workflow page is live', { skip: SKIPPED, timeout: 120_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  it('shows each transition to both watchers, and one cut off for 5 s misses and repeats none', async () => {
    const [steady, cut] = await Promise.all([stage.enter(), stage.enter()]);
    await Promise.all([steady, cut].map((page) => watch(page)));
    const first = await stage.stands('waiting', 'assessment_generation');
    await Promise.all([steady, cut].map((page) => reaches(page, first)));

    await cut.context().setOffline(true);
    await cut.locator('.feed', { hasText: /Reconnecting, last update \d+ s ago/ }).waitFor();
    await stage.approve();
    const second = await stage.stands('waiting', 'response_collection');
    assert.ok(second > first, 'approving moved the workflow while one watcher was away');
    await reaches(steady, second);
    await pause(AWAY_MS);
    assert.equal(await shownSeq(cut), first, 'nothing reached the watcher who was away');

    await cut.context().setOffline(false);
    await reaches(cut, second);
    await cut.locator('.feed[data-live=true]').waitFor();
    await stage.answerForms();
    await stage.client.post(`/api/workflows/${stage.workflow}/events`, { type: 'cancel' });
    const last = await stage.stands('cancelled', null);
    for (const page of [steady, cut]) {
      await reaches(page, last);
      assert.equal(await page.locator('.wf-summary .pill').first().textContent(), 'Cancelled');
      assert.deepEqual(await positions(page), range(last));
    }
    assert.deepEqual(
      stage.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')),
      [],
    );
  });

  const watch = async (page: Page): Promise<void> => {
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await page.locator('.feed[data-live=true]').waitFor();
    await page.locator('.chart-frame').first().waitFor();
  };
});

async function reaches(page: Page, seq: number): Promise<void> {
  await page.locator(`.wf[data-seq="${seq}"]`).waitFor({ timeout: PATIENCE_MS });
}

async function shownSeq(page: Page): Promise<number> {
  return Number(await page.locator('.wf').getAttribute('data-seq'));
}

/** Journal positions as the history lists them, oldest first; it keeps only what is in sight. */
async function positions(page: Page): Promise<number[]> {
  await page.getByRole('link', { name: 'History' }).click();
  const list = page.locator('.virtual-rows');
  await list.locator('[data-seq]').first().waitFor();
  const seen: number[] = [];
  for (let top = 0, isEnd = false; !isEnd; top += 300) {
    isEnd = await list.evaluate((element, to) => {
      element.scrollTop = to;
      return to + element.clientHeight >= element.scrollHeight;
    }, top);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    const shown = await list
      .locator('[data-seq]')
      .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset.seq)));
    assert.equal(new Set(shown).size, shown.length, 'no position is shown twice');
    seen.push(...shown);
  }
  return [...new Set(seen)].sort((a, b) => a - b);
}

function range(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
