/** How soon what a workflow does is painted, and what is right again how soon after a lost socket. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** By the time of filing: rows stand still in the list while they change. */
const STEADY = '/w?sort=-created';
/** Beyond this it is not slow but wrong. */
const FAR_MS = 120_000;

/** Opens the list live and starts to note every row that is painted anew. */
export async function watchPaints(page: Page, url: string): Promise<void> {
  await page.goto(`${url}${STEADY}`);
  await page.locator('.feed[data-live=true]').waitFor();
  await page.locator('.fleet-rows [data-workflow]').nth(8).waitFor();
  await page.evaluate(notePaints);
}

/** Ms from the turn of a workflow to its row in the picture, since the watching began. */
export function paints(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { paints: number[] }).paints);
}

/** Runs in the page. A turn's time is taken before its commit, by the clock this browser shares. */
function notePaints(): void {
  const page = window as unknown as { paints: number[] };
  page.paints = [];
  const channel = new MessageChannel();
  let due: number[] = [];
  // Delivered once the frame that follows has been handed to the compositor.
  channel.port1.onmessage = () => {
    const now = Date.now();
    page.paints.push(...due.map((at) => now - at));
    due = [];
  };
  const observer = new MutationObserver((changes) => {
    const rows = new Set(changes.map(({ target }) => target as HTMLElement));
    const times = [...rows].map(({ dataset }) => Number(dataset.at)).filter((at) => at > 0);
    requestAnimationFrame(() => {
      due.push(...times);
      channel.port2.postMessage(null);
    });
  });
  const host = document.querySelector('.fleet-rows') as HTMLElement;
  observer.observe(host, { subtree: true, attributes: true, attributeFilter: ['data-seq'] });
}

/** Seq by workflow of the rows in the document. */
export function shownSeqs(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('.fleet-row[data-workflow]')];
    return Object.fromEntries(rows.map(({ dataset }) => [dataset.workflow, Number(dataset.seq)]));
  });
}

/**
 * Takes the network from the page for a while and gives it back.
 * @param seqOf where a workflow stands by now
 * @returns ms from the network's return until every row in the document is as far as it was then
 */
export async function loseSocket(
  page: Page,
  awayMs: number,
  seqOf: (workflow: string) => Promise<number>,
): Promise<number> {
  await page.context().setOffline(true);
  await page.locator('.feed[data-live=false]').waitFor();
  await pause(awayMs);
  const ids = Object.keys(await shownSeqs(page));
  const wanted = await Promise.all(ids.map(async (id) => [id, await seqOf(id)] as const));
  const started = performance.now();
  await page.context().setOffline(false);
  for (;;) {
    const shown = await shownSeqs(page);
    if (wanted.every(([id, seq]) => (shown[id] ?? -1) >= seq)) return performance.now() - started;
    if (performance.now() - started > FAR_MS) throw new Error('the list never became right again');
    await pause(15);
  }
}

/**
 * Runs in the page: follows a workflow's own feed, dropping the socket again and again.
 * @returns the seq of every transition it was told, in order
 */
export async function followThroughDrops(
  page: Page,
  workflow: string,
  forMs: number,
): Promise<number[]> {
  return page.evaluate(
    async ({ workflow, forMs }) => {
      const told: number[] = [];
      const until = performance.now() + forMs;
      while (performance.now() < until) {
        const address = `/ws/workflow/${workflow}?after=${told.at(-1) ?? 0}`;
        const socket = new WebSocket(new URL(address, location.href.replace(/^http/, 'ws')));
        socket.onmessage = ({ data }) => {
          const message = JSON.parse(data);
          if (message.event_type === 'timeline_sync' && told.length === 0) told.push(message.seq);
          if (message.event_type === 'state_transition') told.push(message.seq);
        };
        await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 1500));
        socket.onmessage = null;
        socket.close();
      }
      return told;
    },
    { workflow, forMs },
  );
}
