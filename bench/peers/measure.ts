/** One run of one engine: N workflows of the job, timed from the first start to the last line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIGNAL_AFTER } from '../job.ts';
import { cpuSeconds, machineCpuSeconds } from './cpu.ts';
import type { Engine, Running } from './engines.ts';
import { onExit } from './exit.ts';
import { checkOrder, follow, type Line } from './log.ts';

const BATCH = 100;
const POLL_MS = 20;
/** Time for what is committed after the last line, so that its CPU counts too. */
const SETTLE_MS = 500;

/** What one run showed. */
export interface Outcome {
  workflowsPerSecond: number;
  cpuSeconds: number;
  /** Cores that neither the engine nor this driver used, but somebody else did, on average. */
  otherCores: number;
  store: string;
}

/** How much work, and how long without a new line in the log counts as stuck. */
export interface Load {
  workflows: number;
  stallSeconds: number;
}

async function startAll(running: Running, ids: string[], keepsSignals: boolean): Promise<void> {
  for (let at = 0; at < ids.length; at += BATCH) {
    const batch = ids.slice(at, at + BATCH);
    await running.start(batch);
    if (keepsSignals) await running.signal(batch);
  }
}

async function untilAllEnd(
  running: Running,
  log: ReturnType<typeof follow>,
  load: Load,
  keepsSignals: boolean,
): Promise<Line[]> {
  const lines: Line[] = [];
  let ends = 0;
  let progressAt = Date.now();
  while (ends < load.workflows) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const fresh = log.read();
    lines.push(...fresh);
    ends += fresh.filter(({ step }) => step === 'end').length;
    const waiting = fresh.filter(({ step }) => step === String(SIGNAL_AFTER)).map(({ id }) => id);
    if (!keepsSignals && waiting.length > 0) await running.signal(waiting);
    if (fresh.length > 0) progressAt = Date.now();
    else if (Date.now() - progressAt > load.stallSeconds * 1000)
      throw new Error(`stuck: ${ends} of ${load.workflows} workflows ended`);
  }
  return lines;
}

/** Starts counting CPU; the returned function says what was used since, and by whom. */
function countCpu(roots: number[]): () => Pick<Outcome, 'cpuSeconds' | 'otherCores'> {
  const now = () => ({
    engine: cpuSeconds(roots),
    driver: process.cpuUsage(),
    machine: machineCpuSeconds(),
    at: performance.now(),
  });
  const before = now();
  return () => {
    const after = now();
    const engine = after.engine - before.engine;
    const { user, system } = process.cpuUsage(before.driver);
    const others = after.machine - before.machine - engine - (user + system) / 1e6;
    return {
      cpuSeconds: engine,
      otherCores: Math.max(0, others / ((after.at - before.at) / 1000)),
    };
  };
}

async function run(engine: Engine, running: Running, path: string, load: Load): Promise<Outcome> {
  const ids = Array.from({ length: load.workflows }, (_, index) => `w${index}`);
  const log = follow(path);
  try {
    const used = countCpu(running.roots);
    const started = Date.now();
    const [, lines] = await Promise.race([
      running.ended,
      Promise.all([
        startAll(running, ids, engine.keepsSignals),
        untilAllEnd(running, log, load, engine.keepsSignals),
      ]),
    ]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const spent = used();
    checkOrder(lines, ids);
    const last = Math.max(...lines.filter(({ step }) => step === 'end').map(({ at }) => at));
    return {
      workflowsPerSecond: (load.workflows / (last - started)) * 1000,
      ...spent,
      store: running.store,
    };
  } finally {
    log.close();
  }
}

/** Starts the engine fresh, runs the load, stops it; throws when anything is not as it should be. */
export async function measure(engine: Engine, load: Load): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), `presgen-peers-${engine.name}-`));
  const remove = onExit(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));
  const path = join(dir, 'steps.log');
  writeFileSync(path, '');
  try {
    const running = await engine.open(dir, path);
    try {
      return await run(engine, running, path, load);
    } finally {
      await running.close();
    }
  } finally {
    remove();
  }
}
