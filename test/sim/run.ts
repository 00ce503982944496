/**
 * `npm run sim -- --seeds N [--from S] [--jobs J]` runs many seeds and prints what broke and how to
 * see it again; `--seed S [--trace]` runs one and shows its hash, and every line of its history.
 *
 * `--matrix [--path NAME] [--pairs] [--jobs J]` walks the crash matrix instead: all paths, those whose
 * name begins so, and every single crash or every pair of crashes at writes.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type PathReport, walk, walkPairs } from './matrix.ts';
import { PATHS } from './paths.ts';
import { type SimulationReport, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    every: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    matrix: { type: 'boolean', default: false },
    pairs: { type: 'boolean', default: false },
    path: { type: 'string', default: '' },
  },
});

const started = performance.now();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const isWorker = process.send !== undefined;

async function runSeeds(first: number, last: number, every: number, report: Report): Promise<void> {
  for (let seed = first; seed <= last; seed += every) report(await simulate(seed));
}

type Report = (report: SimulationReport) => void;

/** Runs this program in several processes and hears from each. */
function inJobs<T>(argsOf: (job: number) => (string | number)[], hear: (message: T) => void) {
  return Promise.all(
    Array.from({ length: Number(values.jobs) }, (_, job) => {
      const worker = fork(fileURLToPath(import.meta.url), argsOf(job).map(String));
      worker.on('message', (message) => hear(message as T));
      return new Promise<void>((resolve, reject) => {
        worker.on('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`a job ended with ${code}`)),
        );
      });
    }),
  );
}

async function runMatrix(): Promise<boolean> {
  const paths = PATHS.filter(({ name }) => name.startsWith(values.path));
  const totals = { paths: 0, walked: 0, bad: 0 };
  const hear = ({ path, walked, found }: PathReport): void => {
    totals.paths += 1;
    totals.walked += walked;
    totals.bad += found.length;
    print(`${path}: ${walked} journeys, ${found.length} unlike the undisturbed one`);
    for (const { points, what } of found.slice(0, 3)) {
      const places = points.map(({ at, n, fate }) => `${fate} ${at} ${n + 1}`).join(', then ');
      print(`  ${places}: ${what.join('; ')}`);
    }
  };
  const mode = values.pairs ? ['--matrix', '--pairs'] : ['--matrix'];
  const walkOne = values.pairs ? walkPairs : walk;
  if (!isWorker && Number(values.jobs) > 1) {
    const share = (job: number) => [
      ...mode,
      '--path',
      values.path,
      '--from',
      job + 1,
      '--every',
      values.jobs,
    ];
    await inJobs(share, hear);
  } else {
    const tell = (report: PathReport) => (isWorker ? process.send?.(report) : hear(report));
    const isMine = (index: number) =>
      (index - Number(values.from) + 1) % Number(values.every) === 0;
    for (const path of paths.filter((_, index) => isMine(index))) tell(await walkOne(path));
    if (isWorker) process.disconnect();
  }
  if (!isWorker)
    print(`${totals.paths} paths, ${totals.walked} journeys, ${totals.bad} unlike; ${seconds()} s`);
  return totals.bad === 0;
}

const seconds = (): number => Math.round((performance.now() - started) / 1000);

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
  const share = (job: number) => [
    ...['--from', first + job, '--seeds', last - first + 1 - job, '--every', jobs],
  ];
  await (jobs > 1 ? inJobs(share, report) : runSeeds(first, last, every, report));
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
  print(
    `${reports.length} seeds, ${sum(({ events }) => events)} events, ${sum(({ crashes }) => crashes)} crashes, ${bad} with violations; ${JSON.stringify(endings)}`,
  );
  print(
    `${((reports.length * 1000) / (performance.now() - started)).toFixed(1)} seeds/s; hash of all ${hash}`,
  );
  return bad === 0;
}

async function runOne(seed: number): Promise<boolean> {
  const report = await simulate(seed, values.trace ? print : undefined);
  explain(report);
  return report.violations.length === 0;
}

const run = () => (values.seed === undefined ? runAll() : runOne(Number(values.seed)));
const isGood = await (values.matrix ? runMatrix() : run());
process.exitCode = isGood ? 0 : 1;
