/** A hundred thousand workflows on the page, in a real browser: how soon rows, filters and jumps are painted. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openSystem } from '../../cli/system.ts';
import { createSystemClock } from '../../ops/clock.ts';
import { readConfig } from '../../ops/config.ts';
import { createLog } from '../../ops/log.ts';
import { openDatabase } from '../../persistence/database.ts';
import { freePort } from '../../test/browser/stage.ts';
import { fillFleet } from './fleet-rows.ts';

export interface ListServer {
  url: string;
  /** How long it took to write the rows. */
  fillMs: number;
  close(): Promise<void>;
}

/** The whole server on a database that already holds so many workflows. */
export async function openListServer(count: number, databaseUrl?: string): Promise<ListServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'presgen-list-'));
  const started = performance.now();
  const database = await openDatabase({ dataDir, databaseUrl });
  await fillFleet(database, count, Date.now());
  await database.close();
  const fillMs = performance.now() - started;
  const port = await freePort();
  const settings = { PORT: String(port), DATA_DIR: dataDir, PATH: process.env.PATH };
  const system = await openSystem({
    config: readConfig({ ...settings, ...(databaseUrl && { DATABASE_URL: databaseUrl }) }),
    clock: createSystemClock(),
    log: createLog('fatal'),
    version: 'list',
  });
  const close = async (): Promise<void> => {
    await system.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: `http://127.0.0.1:${port}`, fillMs, close };
}

export interface ListFigures {
  first_rows_ms: number;
  filters_ms: number[];
  jumps_ms: number[];
  frames_ms: number[];
  dom_rows_max: number;
  /** What the page says there is. */
  total: number;
}

/** Opens the list anew and does what a person does with it, timing what is painted. */
export async function useList(page: Page, url: string): Promise<ListFigures> {
  await page.addInitScript(watchFirstRows);
  await page.goto(`${url}/w`);
  await page.locator('.fleet-rows [data-workflow]').first().waitFor();
  const first_rows_ms = await page.evaluate(
    () => (window as unknown as { firstRows: Promise<number> }).firstRows,
  );
  await page.locator('.feed[data-live=true]').waitFor();
  await page.locator('.bars input').waitFor();
  const total = Number(await page.locator('[data-count]').getAttribute('data-count'));
  const scrolled = await page.evaluate(scroll, { pixels: 310, frames: 150 });
  const jumps_ms = await page.evaluate(jump, 14);
  const filters_ms = await page.evaluate(filter, FILTERS);
  return { first_rows_ms, filters_ms, jumps_ms, total, ...scrolled };
}

const FILTERS: [string, string][] = [
  ['Status', 'waiting'],
  ['Status', 'running'],
  ['Status', 'needs_attention'],
  ['Status', 'cancelled'],
  ['Status', ''],
  ['Waits for', 'person'],
  ['Waits for', 'educator'],
  ['Waits for', ''],
  ['Step', 'assessment_generation'],
  ['Step', ''],
  ['Organisation', 'org-7'],
  ['Organisation', ''],
  ['Status', 'compensated'],
  ['Status', ''],
];

/** Runs in the page: when the first row was painted, since navigation began. */
function watchFirstRows(): void {
  const page = window as unknown as { firstRows: Promise<number> };
  page.firstRows = new Promise((resolve) => {
    const look = (): void => {
      if (document.querySelector('.fleet-rows [data-workflow]'))
        requestAnimationFrame(() => resolve(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Runs in the page: goes on by so many pixels a frame and looks how long frames take. */
async function scroll({ pixels, frames }: { pixels: number; frames: number }) {
  const host = document.querySelector('.fleet-rows') as HTMLElement;
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const frames_ms: number[] = [];
  let dom_rows_max = 0;
  let last = await nextFrame();
  for (let frame = 0; frame < frames; frame += 1) {
    host.scrollTop += pixels;
    const now = await nextFrame();
    frames_ms.push(now - last);
    last = now;
    dom_rows_max = Math.max(dom_rows_max, document.querySelectorAll('.fleet-row').length);
  }
  return { frames_ms, dom_rows_max };
}

/** Runs in the page: jumps by time through the histogram until the row of that time is painted. */
async function jump(times: number): Promise<number[]> {
  const host = document.querySelector('.fleet-rows') as HTMLElement;
  const input = document.querySelector('.bars input') as HTMLInputElement;
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const topRow = (): Element | undefined => {
    const { top } = host.getBoundingClientRect();
    return [...host.querySelectorAll('.fleet-row')]
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .find((row) => row.getBoundingClientRect().bottom > top + 2);
  };
  const taken: number[] = [];
  const bars = Number(input.max) + 1;
  for (let n = 0; n < times; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const before = topRow()?.getAttribute('data-workflow');
    input.value = String((n * 17 + 3) % bars);
    const started = performance.now();
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
    for (;;) {
      await nextFrame();
      const now = topRow()?.getAttribute('data-workflow');
      if (now && now !== before) break;
      if (performance.now() - started > 10_000) throw new Error(`jump ${n} led nowhere`);
    }
    await nextFrame();
    taken.push(performance.now() - started);
  }
  return taken;
}

/** Runs in the page: sets one filter after the other, each until its own rows are painted. */
async function filter(settings: [string, string][]): Promise<number[]> {
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const controlOf = (label: string): HTMLInputElement => {
    const found = [...document.querySelectorAll('.filters label')].find(
      (each) => each.textContent === label,
    );
    return document.getElementById((found as HTMLLabelElement).htmlFor) as HTMLInputElement;
  };
  const shown = (): string =>
    `${document.querySelector('.fleet')?.getAttribute('data-of')} ${document.querySelector('.fleet')?.getAttribute('aria-busy')}`;
  const taken: number[] = [];
  for (const [label, value] of settings) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const before = shown();
    const control = controlOf(label);
    control.value = value;
    const started = performance.now();
    control.dispatchEvent(new Event('change', { bubbles: true }));
    for (;;) {
      await nextFrame();
      const isThere = document.querySelector('.fleet-rows [data-workflow]') !== null;
      if (shown() !== before && shown().endsWith('false') && isThere) break;
      if (performance.now() - started > 10_000) throw new Error(`${label} ${value} shows nothing`);
    }
    await nextFrame();
    taken.push(performance.now() - started);
  }
  return taken;
}
