/**
 * `npm run bench:peers [-- --runs N --workflows N --window N --engines A,B --json FILE]`: the engine job on ours and on its
 * peers, one after the other in every round, each in its own process on the same machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { publish } from './harness/benchmark.ts';
import { checkedPostgres } from './harness/postgres.ts';
import { type Engine, engines } from './peers/engines.ts';
import { measure } from './peers/measure.ts';
import { figuresOf, missingOf, type Result, textOf } from './peers/report.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '3' },
    workflows: { type: 'string', default: '1000' },
    window: { type: 'string', default: '1' },
    engines: { type: 'string', default: engines.map(({ name }) => name).join() },
    'stall-seconds': { type: 'string', default: '60' },
  },
});
const runs = Number(values.runs);
const load = {
  workflows: Number(values.workflows),
  window: Number(values.window),
  stallSeconds: Number(values['stall-seconds']),
};

/** Installs the peers from their own lock; a failure shows as peers that are missing. */
function installPeers(): void {
  const folder = new URL('peers/', import.meta.url).pathname;
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return;
  process.stderr.write('installing the peers into bench/peers/node_modules\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.stderr.write(`npm ci in bench/peers failed (${status})\n`);
}

async function measureInto(result: Result, round: number): Promise<void> {
  if (result.missing) return;
  try {
    const outcome = await measure(result.engine, load);
    result.outcomes.push(outcome);
    process.stderr.write(
      `round ${round + 1}: ${result.engine.label()} ${outcome.workflowsPerSecond.toFixed(0)} workflows/s, ${(outcome.cpu.engine + outcome.cpu.database).toFixed(1)} CPU s, driver ${outcome.cpu.driver.toFixed(1)} s, others on ${outcome.cpu.otherCores.toFixed(2)} cores\n`,
    );
  } catch (error) {
    result.missing = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    process.stderr.write(`round ${round + 1}: ${result.engine.label()}: ${String(error)}\n`);
  }
}

function wanted(): Engine[] {
  const names = values.engines.split(',');
  const unknown = names.find((name) => !engines.some((engine) => engine.name === name));
  if (unknown !== undefined)
    throw new Error(
      `--engines has ${unknown}; there are ${engines.map(({ name }) => name).join(', ')}`,
    );
  return engines.filter(({ name }) => names.includes(name));
}

async function compare(): Promise<Result[]> {
  const results: Result[] = wanted().map((engine) => ({ engine, outcomes: [] }));
  for (let round = 0; round < runs; round += 1) {
    // every round begins with another engine, so that none always runs on a cold or worn machine
    const from = round % results.length;
    for (const result of [...results.slice(from), ...results.slice(0, from)])
      await measureInto(result, round);
  }
  return results;
}

async function main(): Promise<void> {
  for (const [name, value] of Object.entries({ runs, ...load }))
    if (!(value > 0)) throw new Error(`--${name} takes a number above 0`);
  const postgres = checkedPostgres();
  installPeers();
  const before = loadavg()[0] ?? 0;
  const results = await compare();
  process.stdout.write(`${textOf(results, load.workflows)}\n`);
  publish(
    {
      bench: 'peers',
      device: `${cpus().length} x ${cpus()[0]?.model}, ${postgres} (fsync on, synchronous_commit on)`,
      runs,
      workflows: load.workflows,
      window: load.window,
      load_average_before: Number(before.toFixed(2)),
      figures: figuresOf(results, load.workflows),
      missing: missingOf(results),
    },
    values.json,
  );
  if (results.some(({ engine, missing }) => engine.name === 'ours' && missing))
    process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench:peers: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
