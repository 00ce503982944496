/** What the comparison says: ratios first, then a table, then the figures a machine can read. */
import { median, range } from '../harness/statistics.ts';
import type { CpuUse } from '../harness/throughput.ts';
import type { Engine } from './engines.ts';
import type { Outcome } from './measure.ts';

/** One engine with its runs; `missing` says why it has none, or too few. */
export interface Result {
  engine: Engine;
  outcomes: Outcome[];
  missing?: string;
}

const rate = (result: Result): number =>
  median(result.outcomes.map(({ workflowsPerSecond }) => workflowsPerSecond));
const cpuOf = (result: Result, of: (cpu: CpuUse) => number): number =>
  median(result.outcomes.map(({ cpu }) => of(cpu)));
const total = (result: Result): number =>
  cpuOf(result, ({ engine, database }) => engine + database);
const startShare = (result: Result): number =>
  median(result.outcomes.map((outcome) => outcome.startShare));
const measured = ({ outcomes, missing }: Result): boolean => outcomes.length > 0 && !missing;

/** Medians by name: the ratios (ours / theirs, more is better for us), then each engine's own. */
export function figuresOf(results: Result[], workflows: number): Record<string, number> {
  const found = results.filter(measured);
  const ours = found.find(({ engine }) => engine.name === 'ours');
  const ratios = found
    .filter(({ engine }) => ours && engine.isPeer)
    .map((result) => [`ratio_${result.engine.name}`, rate(ours as Result) / rate(result)] as const);
  const own = found.flatMap((result) => {
    const { name } = result.engine;
    return [
      [`${name}_workflows_per_second`, rate(result)] as const,
      [`${name}_cpu_seconds`, total(result)] as const,
      [`${name}_engine_cpu_seconds`, cpuOf(result, ({ engine }) => engine)] as const,
      [`${name}_driver_cpu_seconds`, cpuOf(result, ({ driver }) => driver)] as const,
      [`${name}_cpu_ms_per_workflow`, (total(result) / workflows) * 1000] as const,
      [`${name}_start_share`, startShare(result)] as const,
      [`${name}_other_cores`, cpuOf(result, ({ otherCores }) => otherCores)] as const,
    ];
  });
  return Object.fromEntries(
    [...ratios, ...own].map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
}

/** The engines that could not be measured, with the reason. */
export function missingOf(results: Result[]): Record<string, string> {
  return Object.fromEntries(
    results
      .filter((result) => !measured(result))
      .map(({ engine, missing }) => [engine.name, missing ?? 'no run']),
  );
}

const HEAD = [
  ...[
    'engine',
    'wf/s',
    'range',
    'CPU ms/wf',
    'of it worker',
    'driver',
    'starting',
    'others, cores',
  ],
  ...['store', 'note'],
];

function row(result: Result, workflows: number): string[] {
  const { engine, outcomes, missing } = result;
  if (!measured(result))
    return [engine.label(), 'missing', '', '', '', '', '', '', '', missing ?? 'no run'];
  const rates = outcomes.map(({ workflowsPerSecond }) => workflowsPerSecond);
  const ms = (seconds: number): string => ((seconds / workflows) * 1000).toFixed(2);
  return [
    engine.label(),
    rate(result).toFixed(0),
    range(rates),
    ms(total(result)),
    ms(cpuOf(result, (cpu) => cpu.engine)),
    ms(cpuOf(result, (cpu) => cpu.driver)),
    `${(startShare(result) * 100).toFixed(0)} %`,
    cpuOf(result, ({ otherCores }) => otherCores).toFixed(2),
    outcomes[0]?.store ?? '',
    engine.note,
  ];
}

/** Ratios, one a line, then the table. */
export function textOf(results: Result[], workflows: number): string {
  const ratios = Object.entries(figuresOf(results, workflows))
    .filter(([name]) => name.startsWith('ratio_'))
    .map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const rows = [HEAD, ...results.map((result) => row(result, workflows))];
  const widths = HEAD.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const table = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...ratios, '', ...table, ''].join('\n');
}
