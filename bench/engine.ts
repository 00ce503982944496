/**
 * `npm run bench -- engine [--runs N --workflows N --window N --signals N --json FILE]`: the
 * workflows of the job started 100 a request, `window` requests at a time, from this process; then
 * signals one at a time to an idle engine.
 */
import { extraNodeArgs, type Figures, runBenchmark } from './harness/benchmark.ts';
import { now, pause } from './harness/clock.ts';
import { SIGNAL_AFTER, STEPS } from './harness/job.ts';
import { type Follower, follow, readUntil } from './harness/log.ts';
import { createHome, type DatabaseKind, type Ours, startOurs } from './harness/ours.ts';
import { median, percentile } from './harness/statistics.ts';
import { throughput } from './harness/throughput.ts';

const PATIENCE = { pollMs: 2, stallMs: 30_000 };

/** One workflow on an idle engine: ms from the signal to step 7, and from one step to the next. */
async function probe(
  ours: Ours,
  log: Follower,
  id: string,
): Promise<[signal: number, step: number]> {
  const at = new Map<string, number>();
  const seen = (step: number | 'end') =>
    readUntil(log, PATIENCE, `${id} has no line ${step}`, (fresh) => {
      for (const line of fresh) if (line.id === id) at.set(line.step, line.at);
      return at.has(String(step));
    });
  await ours.start([id]);
  await seen(SIGNAL_AFTER);
  await pause(60 + Math.random() * 100);
  const sent = now();
  await ours.signal([id]);
  await seen('end');
  const time = (step: number): number => at.get(String(step)) ?? Number.NaN;
  const first = SIGNAL_AFTER + 1;
  return [time(first) - sent, (time(STEPS) - time(first)) / (STEPS - first)];
}

async function once(
  kind: DatabaseKind,
  options: { workflows: number; signals: number; window: number },
): Promise<Figures> {
  const home = createHome(kind, 'presgen_bench_engine');
  const log = follow(home.log);
  const ours = await startOurs(home, { nodeArgs: extraNodeArgs() });
  try {
    const ids = Array.from({ length: options.workflows }, (_, index) => `t${index}`);
    const before = (await ours.usage()).commits;
    const { workflowsPerSecond, cpu } = await throughput(ours, log, ids, options);
    const { commits } = await ours.usage();
    const probes: [number, number][] = [];
    for (let n = 0; n < options.signals; n += 1) probes.push(await probe(ours, log, `l${n}`));
    const signals = probes.map(([signal]) => signal);
    return {
      workflows_per_second: workflowsPerSecond,
      steps_per_second: workflowsPerSecond * STEPS,
      signal_p50_ms: median(signals),
      signal_p95_ms: percentile(signals, 95),
      signal_max_ms: Math.max(...signals),
      step_p50_ms: median(probes.map(([, step]) => step)),
      cpu_seconds: cpu.engine + cpu.database,
      engine_cpu_seconds: cpu.engine,
      database_cpu_seconds: cpu.database,
      driver_cpu_seconds: cpu.driver,
      cpu_ms_per_workflow: ((cpu.engine + cpu.database) / options.workflows) * 1000,
      turns_per_commit: (commits.turns - before.turns) / (commits.count - before.count),
      commit_mean_ms: (commits.ms - before.ms) / (commits.count - before.count),
      other_cores: cpu.otherCores,
    };
  } finally {
    await ours.worker.stop();
    log.close();
    home.remove();
  }
}

await runBenchmark({
  name: 'engine',
  defaults: { runs: 3, workflows: 1000, signals: 60, window: 1 },
  once,
});
