/**
 * `npm run bench -- ui [--workflows N --callms N --seconds N --runs N --json FILE]`: workflows under way
 * on the real engine and database, watched in Chromium: from a turn's own time to the painted row, how
 * soon everything is right again after a lost socket, and what the page weighs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { buildPage } from '../ops/scripts/build-page.ts';
import { pageWeights } from '../ops/scripts/page-weight.ts';
import { launchBrowser } from '../test/browser/stage.ts';
import { scratchPostgres } from '../test/persistence/scratch.ts';
import { type Figures, runBenchmark } from './harness/benchmark.ts';
import { openBusyFleet } from './harness/busy-fleet.ts';
import { followThroughDrops, loseSocket, paints, watchPaints } from './harness/live-run.ts';
import type { DatabaseKind } from './harness/ours.ts';
import { median, percentile } from './harness/statistics.ts';

interface Options {
  workflows: number;
  /** What an outside call takes on the average. */
  callms: number;
  seconds: number;
}

async function once(kind: DatabaseKind, options: Options): Promise<Figures> {
  const { workflows, callms, seconds } = options;
  const scratch = kind === 'postgres' ? await scratchPostgres() : undefined;
  const fleet = await openBusyFleet(workflows, callms, scratch);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await watchPaints(page, fleet.rig.url);
    fleet.rate();
    await pause(seconds * 1000);
    const transitions_per_second = fleet.rate();
    const latencies = await paints(page);
    const underWay = fleet.underWay();
    const told = await followThroughDrops(page, await firstOf(fleet.rig.url), 10_000);
    const right = await loseSocket(
      page,
      2000,
      async (id) => (await fleet.rig.engine.read(id))?.seq ?? 0,
    );
    return {
      workflows_under_way: underWay,
      transitions_per_second,
      painted: latencies.length,
      transition_to_paint_p50_ms: median(latencies),
      transition_to_paint_p95_ms: percentile(latencies, 95),
      right_after_drop_ms: right,
      seqs_lost_or_doubled: told.filter((seq, n) => seq !== (told[0] ?? 0) + n).length,
      js_kb_gzip_max: Math.max(...pageWeights().map(({ kilobytes }) => kilobytes)),
    };
  } finally {
    await browser.close();
    await fleet.close();
  }
}

async function firstOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/workflows?sort=-created&limit=1`);
  const { items } = (await answer.json()) as { items: { workflow_id: string }[] };
  return items[0]?.workflow_id ?? '';
}

await buildPage();
await runBenchmark({
  name: 'ui',
  defaults: { workflows: 1000, callms: 4000, seconds: 20, runs: 3 },
  once,
});
