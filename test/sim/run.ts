/** `npm run sim -- --seeds N [--from S]` or `--seed S`: prints what broke and how to see it again. */
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
  },
});
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds ?? 200) : 1;
const endings: Record<string, number> = {};
let crashes = 0;
let events = 0;
let bad = 0;
const started = performance.now();

for (let seed = first; seed < first + count; seed += 1) {
  const report = await simulate(seed);
  crashes += report.crashes;
  events += report.events;
  endings[report.ending] = (endings[report.ending] ?? 0) + 1;
  if (report.violations.length === 0 && values.seed === undefined) continue;
  if (report.violations.length > 0) bad += 1;
  process.stdout.write(
    `seed ${seed}: ${report.ending}, ${report.events} events, ${report.crashes} crashes, hash ${report.hash}\n`,
  );
  for (const violation of report.violations.slice(0, 10)) process.stdout.write(`  ${violation}\n`);
}
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `${count} seeds, ${events} events, ${crashes} crashes, ${bad} with violations, ${(count / seconds).toFixed(1)} seeds/s; endings ${JSON.stringify(endings)}\n`,
);
process.exitCode = bad > 0 ? 1 : 0;
