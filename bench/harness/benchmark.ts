/** What every benchmark of the engine does around its measuring: options, databases, runs, report. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { DatabaseKind } from './ours.ts';
import { checkedPostgres, postgresAnswers } from './postgres.ts';
import { median, range } from './statistics.ts';

export type Figures = Record<string, number>;

/** A benchmark: what it is called, which numbers it can be given, and one run of it. */
export interface Benchmark<Option extends string> {
  name: string;
  /** Every option is a number above 0; `--runs` and `--json` come by themselves. */
  defaults: Record<Option | 'runs', number>;
  once(kind: DatabaseKind, options: Record<Option, number>, run: number): Promise<Figures>;
}

/**
 * Runs it on each database asked for and writes the medians. Plain names are the figures of the
 * first database, Postgres where a server answers; those of the second start with its name.
 */
export async function runBenchmark<Option extends string>(
  benchmark: Benchmark<Option>,
): Promise<void> {
  const { json, numbers } = optionsOf(benchmark.defaults);
  const kinds = databasesAsked(process.env.ENGINE_DATABASE);
  const before = loadavg()[0] ?? 0;
  const figures: Figures = {};
  for (const kind of kinds) {
    const runs: Figures[] = [];
    for (let run = 0; run < numbers.runs; run += 1) {
      runs.push(await benchmark.once(kind, numbers, run));
      process.stderr.write(`${benchmark.name}, ${labelOf(kind)}, run ${run + 1} done\n`);
    }
    process.stdout.write(`${benchmark.name}, ${labelOf(kind)}\n${tableOf(runs)}\n`);
    const prefix = kind === kinds[0] ? '' : `${kind}_`;
    for (const [name, value] of Object.entries(medians(runs))) figures[`${prefix}${name}`] = value;
  }
  publish(
    {
      bench: benchmark.name,
      device: deviceOf(kinds),
      runs: numbers.runs,
      load_average_before: Number(before.toFixed(2)),
      options: numbers,
      figures,
    },
    json,
  );
}

/** Prints a report and, where a file is given, writes it there. */
export function publish(report: { bench: string; [key: string]: unknown }, file?: string): void {
  const { bench, ...rest } = report;
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const text = `${JSON.stringify({ bench, commit, ...rest }, null, 2)}\n`;
  process.stdout.write(text);
  if (file) writeFileSync(file, text);
}

/** Which databases to measure on. @throws when the variable names one there is not */
export function databasesAsked(asked: string | undefined): DatabaseKind[] {
  if (asked === 'postgres' || asked === 'embedded') return [asked];
  if (asked) throw new Error(`ENGINE_DATABASE is ${asked}; it may be postgres or embedded`);
  if (postgresAnswers()) return ['postgres', 'embedded'];
  process.stderr.write('no Postgres server answers: measuring the embedded database only\n');
  return ['embedded'];
}

/** For whoever wants to know where the time goes, such as `--cpu-prof --cpu-prof-dir=DIR`. */
export function extraNodeArgs(): string[] {
  return process.env.ENGINE_NODE_ARGS?.split(' ') ?? [];
}

/** For people: how durable the figures beside it are. */
export function labelOf(kind: DatabaseKind): string {
  return kind === 'postgres' ? 'Postgres (fsync on)' : 'embedded (no fsync)';
}

function deviceOf(kinds: DatabaseKind[]): string {
  const databases = kinds.map((kind) =>
    kind === 'postgres' ? `${checkedPostgres()} (fsync on)` : labelOf(kind),
  );
  return [`${cpus().length} x ${cpus()[0]?.model}`, ...databases].join(', ');
}

function optionsOf<Name extends string>(defaults: Record<Name, number>) {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: {
      json: { type: 'string' as const },
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    },
  });
  const given = values as Record<string, string | undefined>;
  const entries = names.map((name) => {
    const value = Number(given[name] ?? defaults[name]);
    if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not ${given[name]}`);
    return [name, value] as const;
  });
  return { json: given.json, numbers: Object.fromEntries(entries) as Record<Name, number> };
}

function medians(runs: Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      rounded(median(runs.map((figures) => figures[name] ?? Number.NaN))),
    ]),
  );
}

const rounded = (value: number): number => Number(value.toPrecision(5));

function tableOf(runs: Figures[]): string {
  const middle = medians(runs);
  const lines = Object.entries(middle).map(([name, value]) => {
    const all = range(
      runs.map((figures) => figures[name] ?? Number.NaN),
      2,
    );
    return `  ${name.padEnd(28)} ${String(value).padStart(10)}${runs.length > 1 ? `   ${all}` : ''}`;
  });
  return lines.join('\n');
}
