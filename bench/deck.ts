/**
 * How fast decks are planned, drawn, mended and checked: fifteen slides, the first in a fresh process and
 * then warm. Their texts are invented here, so that the figures hang on no document.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { checkDeck } from '../actors/presentation/check.ts';
import { planDeck } from '../actors/presentation/plan.ts';
import { renderDeck } from '../actors/presentation/render.ts';
import { deckMaterial } from './harness/deck-material.ts';
import { median } from './harness/statistics.ts';

const SLIDES = 15;
const WARM_DECKS = 20;

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    alone: { type: 'boolean', default: false },
  },
});

/** One run in this process. */
async function measured(): Promise<Record<string, number>> {
  const draws: number[] = [];
  const totals: number[] = [];
  let before = process.cpuUsage();
  for (let deck = 0; deck <= WARM_DECKS; deck += 1) {
    const start = performance.now();
    const plan = planDeck(deckMaterial(SLIDES, deck));
    if (plan.slides.length !== SLIDES) throw new Error(`${plan.slides.length} slides were planned`);
    const pptx = await renderDeck(plan, { person: 'A. Person', foot: 'A course', at: 0 });
    draws.push(performance.now() - start);
    const failed = (await checkDeck(pptx)).filter(({ passed }) => !passed);
    if (failed.length > 0) throw new Error(`deck ${deck}: ${failed[0]?.id} ${failed[0]?.evidence}`);
    totals.push(performance.now() - start);
    if (deck === 0) before = process.cpuUsage();
  }
  const { user, system } = process.cpuUsage(before);
  const warm = (times: number[]) => (SLIDES / median(times.slice(1))) * 1000;
  return {
    first_deck_ms: totals[0] ?? 0,
    slides_per_second: warm(draws),
    warm_checked_slides_per_second: warm(totals),
    warm_checked_cpu_ms_per_deck: (user + system) / 1000 / WARM_DECKS,
  };
}

if (values.alone) {
  process.stdout.write(JSON.stringify(await measured()));
} else {
  const runs = Array.from({ length: Number(values.runs) }, () => {
    const out = execFileSync(process.execPath, [import.meta.filename, '--alone'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(out) as Record<string, number>;
  });
  const figures = Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((name) => [
      name,
      Math.round(median(runs.map((run) => run[name] ?? 0))),
    ]),
  );
  const result = {
    bench: 'deck',
    commit: execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim(),
    device: `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`,
    runs: runs.length,
    figures,
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}
