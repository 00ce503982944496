/** One run of one engine: N workflows of the job, timed from the first start to the last line. */
import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIGNAL_AFTER, STEPS } from '../job.ts';
import { cpuSeconds } from './cpu.ts';
import type { Engine, Running } from './engines.ts';
import { onExit } from './exit.ts';

const BATCH = 100;
const POLL_MS = 20;
/** Time for what is committed after the last line, so that its CPU counts too. */
const SETTLE_MS = 500;

/** What one run showed. */
export interface Outcome {
  workflowsPerSecond: number;
  cpuSeconds: number;
  store: string;
}

/** How much work, and how long without a new line in the log counts as stuck. */
export interface Load {
  workflows: number;
  stallSeconds: number;
}

interface Line {
  id: string;
  step: string;
  at: number;
}

/** Reads what was appended to the file since the last call, whole lines only. */
function follow(path: string): { read: () => Line[]; close: () => void } {
  const file = openSync(path, 'r');
  let offset = 0;
  let rest = '';
  return {
    read: () => {
      const chunk = Buffer.alloc(fstatSync(file).size - offset);
      offset += readSync(file, chunk, 0, chunk.length, offset);
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      return lines.map((line) => {
        const [id = '', step = '', at = ''] = line.split(' ');
        return { id, step, at: Number(at) };
      });
    },
    close: () => closeSync(file),
  };
}

/** The job's lines, in order, for one workflow; anything else is a wrong run. */
const EXPECTED = [...Array.from({ length: STEPS }, (_, index) => String(index + 1)), 'end'].join();

function checkOrder(lines: Line[], ids: string[]): void {
  const steps = new Map(ids.map((id) => [id, [] as string[]]));
  for (const { id, step } of lines) steps.get(id)?.push(step);
  const wrong = [...steps].filter(([, seen]) => seen.join() !== EXPECTED);
  const [first] = wrong;
  if (first)
    throw new Error(`${wrong.length} workflows ran other steps, such as ${first[0]}: ${first[1]}`);
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

async function run(engine: Engine, running: Running, path: string, load: Load): Promise<Outcome> {
  const ids = Array.from({ length: load.workflows }, (_, index) => `w${index}`);
  const log = follow(path);
  try {
    const before = cpuSeconds(running.roots);
    const started = Date.now();
    const [, lines] = await Promise.race([
      running.ended,
      Promise.all([
        startAll(running, ids, engine.keepsSignals),
        untilAllEnd(running, log, load, engine.keepsSignals),
      ]),
    ]);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const spent = cpuSeconds(running.roots) - before;
    checkOrder(lines, ids);
    const last = Math.max(...lines.filter(({ step }) => step === 'end').map(({ at }) => at));
    return {
      workflowsPerSecond: (load.workflows / (last - started)) * 1000,
      cpuSeconds: spent,
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
