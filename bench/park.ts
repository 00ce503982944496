/**
 * `npm run bench -- park [--workflows N --runs N --signals N --json FILE]`: many workflows run six
 * steps and wait for a signal; what they cost while they wait, and how fast one is woken.
 */
import { extraNodeArgs, type Figures, runBenchmark } from './harness/benchmark.ts';
import { now, pause } from './harness/clock.ts';
import { SIGNAL_AFTER } from './harness/job.ts';
import { type Follower, follow, readUntil } from './harness/log.ts';
import { pssMb } from './harness/memory.ts';
import { createHome, type DatabaseKind, type Ours, startOurs } from './harness/ours.ts';
import { percentile } from './harness/statistics.ts';
import type { StoredSizes } from './harness/stored-sizes.ts';
import { countCpuOf, startAll } from './harness/throughput.ts';

const PATIENCE = { pollMs: 5, stallMs: 60_000 };
const REST_MS = 5000;
/** Time after the start for what is only done once. */
const SETTLE_MS = 2000;

/** Starts them without a signal; resolves with the ms until the last one had its sixth line. */
async function park(ours: Ours, log: Follower, ids: string[]): Promise<number> {
  const started = now();
  let waiting = 0;
  let last = 0;
  const allWait = readUntil(log, PATIENCE, 'some workflows never came to wait', (fresh) => {
    for (const { step, at } of fresh) {
      if (step !== String(SIGNAL_AFTER)) continue;
      waiting += 1;
      last = Math.max(last, at);
    }
    return waiting >= ids.length;
  });
  const unsignalled = { ...ours, keepsSignals: false };
  await Promise.race([ours.ended, Promise.all([startAll(unsignalled, ids), allWait])]);
  return last - started;
}

/** Share of one core in percent that the host, and then host and database, use when nothing happens. */
async function idleCpu(ours: Ours): Promise<{ engine: number; withDatabase: number }> {
  const { cpu: before } = await ours.usage();
  const database = countCpuOf(ours);
  const started = now();
  await pause(REST_MS);
  const { cpu } = await ours.usage();
  const percent = 100 / ((now() - started) / 1000);
  const engine = ((cpu.user + cpu.system - before.user - before.system) / 1e6) * percent;
  return { engine, withDatabase: engine + database().database * percent };
}

/** Signals parked workflows one at a time; ms from each signal to the line of the next step. */
async function wake(ours: Ours, log: Follower, ids: string[]): Promise<number[]> {
  const samples: number[] = [];
  for (const id of ids) {
    const sent = now();
    await ours.signal([id]);
    await readUntil(log, { ...PATIENCE, pollMs: 2 }, `${id} did not end`, (fresh) => {
      const next = fresh.find((line) => line.id === id && line.step === String(SIGNAL_AFTER + 1));
      if (next) samples.push(next.at - sent);
      return fresh.some((line) => line.id === id && line.step === 'end');
    });
    await pause(5 + Math.random() * 20);
  }
  return samples;
}

/** `count` of them, evenly spread: some parked first, some last. */
function spread(ids: string[], count: number): string[] {
  const wanted = Math.min(count, ids.length);
  return Array.from(
    { length: wanted },
    (_, index) => ids[Math.floor(((index + 0.5) / wanted) * ids.length)] ?? '',
  );
}

function showTables(before: StoredSizes, after: StoredSizes, workflows: number): void {
  const empty = new Map(before.tables.map((table) => [table.name, table]));
  const each = (name: string, of: 'total' | 'heap' | 'indexes' | 'toast', bytes: number) =>
    ((bytes - (empty.get(name)?.[of] ?? 0)) / workflows).toFixed(0).padStart(8);
  const rows = after.tables
    .filter(({ name, total }) => total > (empty.get(name)?.total ?? 0))
    .map(
      ({ name, total, heap, indexes, toast, rows: count }) =>
        `  ${name.padEnd(16)}${each(name, 'total', total)}${each(name, 'heap', heap)}${each(name, 'indexes', indexes)}${each(name, 'toast', toast)}${(count / workflows).toFixed(2).padStart(8)}`,
    );
  const head = `  ${'bytes each in'.padEnd(16)}   total    heap indexes   toast    rows`;
  process.stderr.write(`${[head, ...rows].join('\n')}\n`);
}

async function once(
  kind: DatabaseKind,
  options: { workflows: number; signals: number },
): Promise<Figures> {
  const home = createHome(kind, 'presgen_bench_park');
  const log = follow(home.log);
  const ours = await startOurs(home, { nodeArgs: extraNodeArgs() });
  const { pid } = ours.worker;
  try {
    const before = await ours.sizes();
    await pause(SETTLE_MS);
    const base = pssMb(pid);
    const ids = Array.from({ length: options.workflows }, (_, index) => `p${index}`);
    const used = countCpuOf(ours);
    const parkMs = await park(ours, log, ids);
    const cpu = used();
    await pause(REST_MS);
    const parked = pssMb(pid);
    const { memory } = await ours.usage();
    const idle = await idleCpu(ours);
    const after = await ours.sizes();
    showTables(before, after, options.workflows);
    const samples = await wake(ours, log, spread(ids, options.signals));
    const live = await ours.collect();
    const collected = pssMb(pid);
    return {
      parked: options.workflows,
      park_seconds: parkMs / 1000,
      park_cpu_ms_per_workflow: ((cpu.engine + cpu.database) / options.workflows) * 1000,
      park_engine_cpu_ms_per_workflow: (cpu.engine / options.workflows) * 1000,
      rss_mb_base: base,
      rss_mb_parked: parked,
      rss_mb_over_base: parked - base,
      heap_mb_parked: memory.heapUsed / 1e6,
      heap_mb_collected: live.heapUsed / 1e6,
      rss_mb_over_base_collected: collected - base,
      bytes_per_workflow: (after.database - before.database) / options.workflows,
      idle_cpu_percent: idle.engine,
      idle_cpu_percent_with_database: idle.withDatabase,
      signal_p50_ms: percentile(samples, 50),
      signal_p99_ms: percentile(samples, 99),
      signal_max_ms: Math.max(...samples),
    };
  } finally {
    await ours.worker.stop();
    log.close();
    home.remove();
  }
}

await runBenchmark({
  name: 'park',
  defaults: { runs: 1, workflows: 10_000, signals: 100 },
  once,
});
