/** Our own inspector page, and the bridge to the public one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openStage, SKIPPED, type Stage, until } from './stage.ts';

/** As the public inspector's receiver does: it says that it is there, and takes what comes. */
const RECEIVER = `<!doctype html><title>receiver</title><script>
  window.told = [];
  addEventListener('message', ({ data }) => { if (typeof data._version === 'string') told.push(data); });
  opener.postMessage({ type: '@statelyai.connected' }, '*');
</script>`;

describe('the inspector page', { skip: SKIPPED, timeout: 180_000 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  const open = async (query: string): Promise<Page> => {
    const page = await stage.enter();
    await page.goto(`${stage.url}/inspector?${query}`);
    return page;
  };
  const told = async (page: Page): Promise<number> =>
    Number(await page.locator('[data-told]').getAttribute('data-told'));

  it('steps through a past, goes on, and shows every actor with its context and its chart', async () => {
    const page = await open(`workflow=${stage.workflow}&replay=1&speed=0.25`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    const paused = await told(page);
    await page.getByRole('button', { name: 'One step' }).click();
    await until('one step', async () => ((await told(page)) === paused + 1 ? true : null));
    await page.getByLabel('Speed').selectOption('max');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('all of its past').waitFor();

    await page.locator('[data-actor*="drive_provision"] button').click();
    await page.getByText('"activity": "drive.provision"').waitFor();
    await page.locator('.chart-frame').waitFor();
    const row = page.locator('.inspect-row[data-target*="checkpoint_questions"]').first();
    await row.click();
    assert.equal(await row.getAttribute('aria-pressed'), 'true');
    await page.getByText('"kind": "questions"').waitFor();
    assert.deepEqual(stage.faults, []);
  });

  it('shows what happens live, children included', async () => {
    const page = await open(`workflow=${stage.workflow}`);
    await page.locator('.feed[data-live=true]').waitFor();
    await page.locator('[data-actor*="checkpoint_questions"]').waitFor();
    const { id } = await stage.openCheckpoint();
    await stage.client.post(`/api/checkpoints/${id}/claim`, {});
    await page.locator('[data-actor*="checkpoint_questions"]', { hasText: 'reserved' }).waitFor();
    assert.ok((await page.locator('.inspect-row', { hasText: 'claim' }).count()) > 0);
    assert.deepEqual(stage.faults, []);
  });

  it('sends nothing to another site before it was agreed to; then exactly what this page was told', async () => {
    const page = await open(`workflow=${stage.workflow}&replay=1&speed=max`);
    await page.getByText('all of its past').waitFor();
    const asked: string[] = [];
    await page.context().route('https://stately.ai/**', async (route) => {
      asked.push(route.request().url());
      await route.fulfill({ contentType: 'text/html', body: RECEIVER });
    });
    await page.getByRole('button', { name: 'Public inspector…' }).click();
    await page.getByRole('dialog').getByText('belongs to another company').waitFor();
    await page.getByRole('button', { name: 'Keep it here' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual([asked, stage.faults], [[], []]);

    await page.getByRole('button', { name: 'Public inspector…' }).click();
    const opening = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Open stately.ai and send' }).click();
    const other = await opening;
    await page.getByText('Events are being passed on').waitFor();
    const family = await stage.system.engine.family(stage.workflow);
    const positions = family.reduce((sum, { seq }) => sum + seq, 0);
    type Event = { type: string; sessionId: string };
    const sent = await until('everything at the other window', async () => {
      const events = await other.evaluate(() => (window as unknown as { told: Event[] }).told);
      const snapshots = events.filter(({ type }) => type === '@xstate.snapshot');
      return snapshots.length >= positions ? events : null;
    });
    assert.deepEqual(
      [
        ...new Set(
          sent.filter(({ type }) => type === '@xstate.actor').map((each) => each.sessionId),
        ),
      ].sort(),
      family.map(({ address }) => address).sort(),
    );
    assert.ok(!JSON.stringify(sent).includes('example.org'));
    assert.deepEqual(asked, ['https://stately.ai/inspect']);
    stage.faults.length = 0;
  });

  it('says calmly that there is no such workflow', async () => {
    const page = await open('workflow=nothing&replay=1');
    await page.getByText('There is no such workflow').waitFor();
    assert.deepEqual(stage.faults, []);
  });
});
