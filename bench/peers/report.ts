/** What the comparison says: ratios first, then a table, then the figures a machine can read. */
import type { Engine } from './engines.ts';
import type { Outcome } from './measure.ts';

/** One engine with its runs; `missing` says why it has none, or too few. */
export interface Result {
  engine: Engine;
  outcomes: Outcome[];
  missing?: string;
}

const median = (numbers: number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
};
const rate = (result: Result): number =>
  median(result.outcomes.map(({ workflowsPerSecond }) => workflowsPerSecond));
const cpu = (result: Result): number =>
  median(result.outcomes.map((outcome) => outcome.cpuSeconds));
const others = (result: Result): number =>
  median(result.outcomes.map(({ otherCores }) => otherCores));
const measured = ({ outcomes, missing }: Result): boolean => outcomes.length > 0 && !missing;

/** Medians by name: the ratios (ours / theirs, more is better for us), then each engine's own. */
export function figuresOf(results: Result[], workflows: number): Record<string, number> {
  const found = results.filter(measured);
  const ours = found.find(({ engine }) => engine.name === 'ours');
  const ratios = found
    .filter((result) => ours && result !== ours)
    .map((result) => [`ratio_${result.engine.name}`, rate(ours as Result) / rate(result)] as const);
  const own = found.flatMap((result) => {
    const { name } = result.engine;
    return [
      [`${name}_workflows_per_second`, rate(result)] as const,
      [`${name}_cpu_seconds`, cpu(result)] as const,
      [`${name}_cpu_ms_per_workflow`, (cpu(result) / workflows) * 1000] as const,
      [`${name}_other_cores`, others(result)] as const,
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

function row(result: Result, workflows: number): string[] {
  const { engine, outcomes, missing } = result;
  if (!measured(result))
    return [engine.label(), 'missing', '', '', '', '', '', missing ?? 'no run'];
  const rates = outcomes.map(({ workflowsPerSecond }) => workflowsPerSecond);
  return [
    engine.label(),
    rate(result).toFixed(0),
    `${Math.min(...rates).toFixed(0)}-${Math.max(...rates).toFixed(0)}`,
    cpu(result).toFixed(1),
    ((cpu(result) / workflows) * 1000).toFixed(1),
    others(result).toFixed(2),
    outcomes[0]?.store ?? '',
    engine.note,
  ];
}

/** Ratios, one a line, then the table. */
export function textOf(results: Result[], workflows: number): string {
  const ratios = Object.entries(figuresOf(results, workflows))
    .filter(([name]) => name.startsWith('ratio_'))
    .map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const head = ['engine', 'wf/s', 'range', 'CPU s', 'CPU ms/wf', 'others, cores', 'store', 'note'];
  const rows = [head, ...results.map((result) => row(result, workflows))];
  const widths = head.map((_, column) =>
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
