/** N workflows of the job on one engine that is up: timed from the first start to the last line. */
import { now, pause } from './clock.ts';
import { type CpuSource, countCpu, machineCpuSeconds } from './cpu.ts';
import { SIGNAL_AFTER } from './job.ts';
import { checkOrder, type Follower, type Line, readUntil } from './log.ts';

const BATCH = 100;
const POLL_MS = 20;
/** Time for what is committed after the last line, so that its CPU counts too. */
const SETTLE_MS = 500;

/** An engine that is up. */
export interface Running {
  start(ids: string[]): Promise<unknown>;
  signal(ids: string[]): Promise<unknown>;
  /** The process that runs the steps. */
  engine: CpuSource;
  /** What stores their results, where that is a process of its own. */
  database?: CpuSource;
  /** Rejects when one of its processes ends by itself. */
  ended: Promise<never>;
  /** Whether a signal sent before the workflow waits for it is kept. */
  keepsSignals: boolean;
}

/** CPU seconds by who used them. */
export interface CpuUse {
  engine: number;
  database: number;
  driver: number;
  /** Cores that none of these used, but somebody else did, on average. */
  otherCores: number;
}

/** What one run showed. */
export interface Outcome {
  workflowsPerSecond: number;
  /** Share of that time until the last start was acknowledged; the driver adds nothing after it. */
  startShare: number;
  cpu: CpuUse;
}

/** Starts counting; the returned function says what was used since, and by whom. */
export function countCpuOf(running: Pick<Running, 'engine' | 'database'>): () => CpuUse {
  const engine = countCpu(running.engine);
  const database = running.database ? countCpu(running.database) : () => 0;
  const driver = process.cpuUsage();
  const machine = machineCpuSeconds();
  const started = now();
  return () => {
    const { user, system } = process.cpuUsage(driver);
    const used = { engine: engine(), database: database(), driver: (user + system) / 1e6 };
    const others = machineCpuSeconds() - machine - used.engine - used.database - used.driver;
    return { ...used, otherCores: Math.max(0, others / ((now() - started) / 1000)) };
  };
}

/**
 * Starts workflows 100 a request, with their signals where the engine keeps those.
 * @param window requests under way at a time
 */
export async function startAll(running: Running, ids: string[], window = 1): Promise<void> {
  let at = 0;
  const startSome = async (): Promise<void> => {
    while (at < ids.length) {
      const batch = ids.slice(at, at + BATCH);
      at += BATCH;
      await running.start(batch);
      if (running.keepsSignals) await running.signal(batch);
    }
  };
  await Promise.all(Array.from({ length: window }, startSome));
}

async function untilAllEnd(
  running: Running,
  log: Follower,
  count: number,
  stallMs: number,
): Promise<Line[]> {
  const lines: Line[] = [];
  let ends = 0;
  const take = async (fresh: Line[]): Promise<boolean> => {
    lines.push(...fresh);
    ends += fresh.filter(({ step }) => step === 'end').length;
    const waiting = fresh.filter(({ step }) => step === String(SIGNAL_AFTER)).map(({ id }) => id);
    if (!running.keepsSignals && waiting.length > 0) await running.signal(waiting);
    return ends >= count;
  };
  await readUntil(
    log,
    { pollMs: POLL_MS, stallMs },
    `of ${count} workflows some never ended`,
    take,
  );
  return lines;
}

/** Runs the job once for each id; throws when a step was lost, repeated or out of order. */
export async function throughput(
  running: Running,
  log: Follower,
  ids: string[],
  { window = 1, stallMs = 60_000 }: { window?: number; stallMs?: number } = {},
): Promise<Outcome> {
  const used = countCpuOf(running);
  const started = now();
  const startAndTime = async (): Promise<number> => {
    await startAll(running, ids, window);
    return now();
  };
  const [allStarted, lines] = await Promise.race([
    running.ended,
    Promise.all([startAndTime(), untilAllEnd(running, log, ids.length, stallMs)]),
  ]);
  await pause(SETTLE_MS);
  const cpu = used();
  checkOrder(lines, ids);
  const last = Math.max(...lines.filter(({ step }) => step === 'end').map(({ at }) => at));
  return {
    workflowsPerSecond: (ids.length / (last - started)) * 1000,
    startShare: Math.min(1, (allStarted - started) / (last - started)),
    cpu,
  };
}
