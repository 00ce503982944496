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
      assert.deepEqual(await positions(page), range(last));
      assert.equal(await page.locator('.summary .pill').first().textContent(), 'Cancelled');
    }
    assert.deepEqual(
      stage.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')),
      [],
    );
  });

  const watch = async (page: Page): Promise<void> => {
    await page.goto(`${stage.url}/w/${stage.workflow}`);
    await page.locator('.feed[data-live=true]').waitFor();
    await page.locator('svg.chart').waitFor();
  };
});

async function reaches(page: Page, seq: number): Promise<void> {
  await page.locator(`.view[data-seq="${seq}"]`).waitFor({ timeout: PATIENCE_MS });
}

async function shownSeq(page: Page): Promise<number> {
  return Number(await page.locator('.view').getAttribute('data-seq'));
}

/** Journal positions as the page lists them, oldest first. */
async function positions(page: Page): Promise<number[]> {
  const shown = await page
    .locator('.journal-list li')
    .evaluateAll((items) => items.map((item) => Number((item as HTMLElement).dataset.seq)));
  return shown.reverse();
}

function range(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
