/**
 * A thousand workflows under way on the real engine and database, watched in a browser: all is painted,
 * nothing lost, nothing twice. How soon is the benchmark's to say (`npm run bench -- ui`).
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { type BusyFleet, openBusyFleet } from '../../bench/harness/busy-fleet.ts';
import {
  followThroughDrops,
  loseSocket,
  paints,
  shownSeqs,
  watchPaints,
} from '../../bench/harness/live-run.ts';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { scratchPostgres, serverAway } from '../persistence/scratch.ts';
import { launchBrowser, SKIPPED } from './stage.ts';

const WORKFLOWS = 1000;
const PAINTS = 12;

describe('a thousand workflows under way', { skip: SKIPPED, timeout: 240_000 }, () => {
  let fleet: BusyFleet;
  let browser: Browser;
  before(async () => {
    await buildPage();
    const scratch = (await serverAway()) === null ? await scratchPostgres() : undefined;
    fleet = await openBusyFleet(WORKFLOWS, 6000, scratch);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await fleet?.close();
  });
  const seqOf = async (id: string): Promise<number> => (await fleet.rig.engine.read(id))?.seq ?? 0;

  it('are painted as they move, and right again soon after a lost socket', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    await watchPaints(page, fleet.rig.url);
    while ((await paints(page)).length < PAINTS) await pause(200);
    assert.ok(fleet.underWay() > WORKFLOWS / 2, 'they were under way all the while');

    await loseSocket(page, 3000, seqOf);
    const before = await shownSeqs(page);
    await pause(2000);
    for (const [id, seq] of Object.entries(await shownSeqs(page)))
      assert.ok(seq >= (before[id] ?? 0), `${id} went back from ${before[id]} to ${seq}`);
    await context.close();
  });

  it('tell every transition once, however often the socket is lost', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${fleet.rig.url}/w`);
    const api = await fetch(`${fleet.rig.url}/api/workflows?sort=-created&limit=8`);
    const { items } = (await api.json()) as { items: { workflow_id: string }[] };
    const ids = items.map(({ workflow_id }) => workflow_id);
    const told = await Promise.all(ids.map((id) => followThroughDrops(page, id, 12_000)));
    for (const [n, seqs] of told.entries()) {
      const first = seqs[0] ?? 0;
      assert.deepEqual(
        seqs,
        seqs.map((_, index) => first + index),
        `${ids[n]} told ${seqs}`,
      );
    }
    assert.ok(
      told.some((seqs) => seqs.length > 2),
      'they moved while they were followed',
    );
    await context.close();
  });
});
