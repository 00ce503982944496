/**
 * `npm run sim -- --seeds N [--from S] [--jobs J]` runs many seeds and prints what broke and how to
 * see it again; `--seed S [--trace]` runs one and shows its hash, and every line of its history.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type SimulationReport, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
});

const started = performance.now();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const isWorker = process.send !== undefined;

async function runSeeds(first: number, last: number, every: number, report: Report): Promise<void> {
  for (let seed = first; seed <= last; seed += every) report(await simulate(seed));
}

type Report = (report: SimulationReport) => void;

/** Spreads the seeds over processes and hears from each. */
function runJobs(first: number, last: number, jobs: number, report: Report): Promise<unknown> {
  return Promise.all(
    Array.from({ length: jobs }, (_, job) => {
      const args = ['--from', first + job, '--seeds', last - first + 1 - job, '--every', jobs];
      const worker = fork(fileURLToPath(import.meta.url), args.map(String));
      worker.on('message', (message) => report(message as SimulationReport));
      return new Promise<void>((resolve, reject) => {
        worker.on('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`a job ended with ${code}`)),
        );
      });
    }),
  );
}

function explain({ seed, ending, events, crashes, hash, violations }: SimulationReport): void {
  print(`seed ${seed}: ${ending}, ${events} events, ${crashes} crashes, hash ${hash}`);
  for (const violation of violations.slice(0, 10)) print(`  ${violation}`);
}

async function runAll(): Promise<boolean> {
  const first = Number(values.from);
  const last = first + Number(values.seeds) - 1;
  const every = Number(values.every);
  if (isWorker) {
    await runSeeds(first, last, every, (report) => process.send?.(report));
    process.disconnect();
    return true;
  }
  const reports: SimulationReport[] = [];
  const report: Report = (one) => {
    reports.push(one);
    if (one.violations.length > 0) explain(one);
  };
  const jobs = Number(values.jobs);
  await (jobs > 1 ? runJobs(first, last, jobs, report) : runSeeds(first, last, every, report));
  return summarise(reports);
}

function summarise(reports: SimulationReport[]): boolean {
  const sum = (of: (report: SimulationReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const bad = sum(({ violations }) => (violations.length > 0 ? 1 : 0));
  const endings: Record<string, number> = {};
  for (const { ending } of reports) endings[ending] = (endings[ending] ?? 0) + 1;
  const hashes = reports.toSorted((a, b) => a.seed - b.seed).map(({ hash }) => hash);
  const hash = createHash('sha256').update(hashes.join()).digest('hex').slice(0, 16);
  const seconds = (performance.now() - started) / 1000;
  print(
    `${reports.length} seeds, ${sum(({ events }) => events)} events, ${sum(({ crashes }) => crashes)} crashes, ${bad} with violations; ${JSON.stringify(endings)}`,
  );
  print(`${(reports.length / seconds).toFixed(1)} seeds/s; hash of all ${hash}`);
  return bad === 0;
}

async function runOne(seed: number): Promise<boolean> {
  const report = await simulate(seed, values.trace ? print : undefined);
  explain(report);
  return report.violations.length === 0;
}

const isGood = await (values.seed === undefined ? runAll() : runOne(Number(values.seed)));
process.exitCode = isGood ? 0 : 1;
