/** A hundred thousand workflows on the page. How fast is the benchmark's to say (`npm run bench -- list`). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type ListServer, openListServer, useList } from '../../bench/harness/list-run.ts';
import { percentile } from '../../bench/harness/statistics.ts';
import { buildPage } from '../../ops/scripts/build-page.ts';
import { emptyPostgres, serverAway } from '../persistence/scratch.ts';
import { launchBrowser, SKIPPED } from './stage.ts';

const WORKFLOWS = 100_000;

describe('the list of a hundred thousand', { skip: SKIPPED, timeout: 300_000 }, () => {
  let server: ListServer;
  let browser: Browser;
  let drop = async (): Promise<void> => {};
  before(async () => {
    await buildPage();
    const isAway = (await serverAway()) !== null;
    const postgres = isAway ? null : await emptyPostgres();
    drop = postgres?.drop ?? drop;
    server = await openListServer(WORKFLOWS, postgres?.url);
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await drop();
  });
  const enter = (width = 1280): Promise<Page> =>
    browser.newPage({ viewport: { width, height: 900 } });

  it('paints rows, filters, jumps and scrolls with at most 60 rows in the document', async (t) => {
    const page = await enter();
    const seen = await useList(page, server.url);
    assert.equal(seen.total, WORKFLOWS);
    assert.ok(seen.dom_rows_max <= 60, `${seen.dom_rows_max} rows were in the document`);
    const figures = {
      first_rows: seen.first_rows_ms,
      filter_p95: percentile(seen.filters_ms, 95),
      jump_p95: percentile(seen.jumps_ms, 95),
      frame_p95: percentile(seen.frames_ms, 95),
    };
    for (const [name, ms] of Object.entries(figures)) t.diagnostic(`${name} ${ms.toFixed(0)} ms`);
    await page.close();
  });

  it('is at the row that the address names, and the last row is within reach', async () => {
    const page = await enter();
    await page.goto(`${server.url}/w?sort=created&row=60000`);
    await page.locator('.fleet-row[aria-rowindex="60004"][data-workflow]').waitFor();
    const api = await fetch(`${server.url}/api/workflows?sort=created&rank=60002&limit=1`);
    const { items } = (await api.json()) as { items: { workflow_id: string }[] };
    const shown = page.locator('.fleet-row[aria-rowindex="60004"]');
    assert.equal(await shown.getAttribute('data-workflow'), items[0]?.workflow_id);
    await page.locator('.fleet-rows').focus();
    await page.keyboard.press('End');
    await page.locator(`.fleet-row[aria-rowindex="${WORKFLOWS + 1}"][data-workflow]`).waitFor();
    await page.close();
  });

  it('counts every row of the filter in the histogram and in its table', async () => {
    const page = await enter();
    await page.goto(`${server.url}/w?state=waiting`);
    await page.getByText('10,000 workflows, all counted').waitFor();
    await page.getByText('The same as a table').click();
    const counts = await page.locator('.under-bars tbody tr td:nth-child(2)').allTextContents();
    const sum = counts.reduce((total, text) => total + Number(text.replaceAll(/\D/g, '')), 0);
    assert.equal(sum, 10_000);
    await page.close();
  });

  it('shows exactly what a bulk action would reach before it can be done', async () => {
    const page = await enter();
    await page.goto(`${server.url}/w?organization=org-7`);
    await page.getByRole('button', { name: /^Act on all 2,500/ }).click();
    await page.getByRole('button', { name: /^Retry \d/ }).waitFor();
    const lines = await page.locator('.preview li').allTextContents();
    assert.ok(lines.includes('This view has 2,500 workflows.'), lines.join(' | '));
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.close();
  });
});
