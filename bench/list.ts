/**
 * `npm run bench -- list [--workflows N --runs N --json FILE]`: the list of workflows in Chromium, on
 * rows that the store wrote: first rows, filters, jumps by time and scrolling, from the act to the paint.
 */
import { buildPage } from '../ops/scripts/build-page.ts';
import { launchBrowser } from '../test/browser/stage.ts';
import { type Figures, runBenchmark } from './harness/benchmark.ts';
import { type ListServer, openListServer, useList } from './harness/list-run.ts';
import { createHome, type DatabaseKind } from './harness/ours.ts';
import { median, percentile } from './harness/statistics.ts';

const servers = new Map<DatabaseKind, { server: ListServer; remove: () => void }>();

/** Written once for each database: the rows are the same in every run. */
async function serverOn(kind: DatabaseKind, workflows: number): Promise<ListServer> {
  const known = servers.get(kind);
  if (known) return known.server;
  const { databaseUrl, remove } = createHome(kind, 'presgen_list');
  const server = await openListServer(workflows, databaseUrl || undefined);
  process.stderr.write(`${workflows} workflows written in ${Math.round(server.fillMs)} ms\n`);
  servers.set(kind, { server, remove });
  return server;
}

async function once(kind: DatabaseKind, { workflows }: { workflows: number }): Promise<Figures> {
  const { url } = await serverOn(kind, workflows);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const seen = await useList(page, url);
    return {
      workflows: seen.total,
      first_rows_ms: seen.first_rows_ms,
      filter_p50_ms: median(seen.filters_ms),
      filter_p95_ms: percentile(seen.filters_ms, 95),
      jump_p50_ms: median(seen.jumps_ms),
      jump_p95_ms: percentile(seen.jumps_ms, 95),
      scroll_frame_p95_ms: percentile(seen.frames_ms, 95),
      dom_rows_max: seen.dom_rows_max,
    };
  } finally {
    await browser.close();
  }
}

await buildPage();
await runBenchmark({ name: 'list', defaults: { workflows: 100_000, runs: 3 }, once });
for (const { server, remove } of servers.values()) {
  await server.close();
  remove();
}
