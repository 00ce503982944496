/**
 * `npm run bench -- recover [--workflows N --runs N --steps N --json FILE]`: the host is killed with
 * all workflows under way and started again; how soon each goes on, and what was lost.
 */
import { type Figures, runBenchmark } from './harness/benchmark.ts';
import { now, pause } from './harness/clock.ts';
import { aftermath, type Follower, follow, type Line, readUntil } from './harness/log.ts';
import { createHome, type DatabaseKind, type Home, type Ours, startOurs } from './harness/ours.ts';

const STEP_MS = 20;
const DOWN_MS = 200;
const BATCH = 100;
const PATIENCE = { pollMs: 5, stallMs: 60_000 };
/** How long the log is silent before the host is asked what is still open. */
const SILENCE_MS = 200;

const isEnd = ({ step }: Line): boolean => step === 'end';
const idsOf = (lines: Line[]): Set<string> => new Set(lines.map(({ id }) => id));

function inBatches(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, at) =>
    ids.slice(at * BATCH, (at + 1) * BATCH),
  );
}

/** What was known when the host died. */
interface Killed {
  lines: Line[];
  /** Workflows whose start or signal had not been acknowledged. */
  unacknowledged: string[];
}

/** Starts and signals all at once, and kills the host when the log has enough steps. */
async function killInFlight(
  home: Home,
  log: Follower,
  ids: string[],
  steps: number,
): Promise<Killed> {
  const ours = await startOurs(home, { stepMs: STEP_MS });
  const lines: Line[] = [];
  const unacknowledged = new Set(ids);
  for (const batch of inBatches(ids)) {
    ours.worker
      .ask('/', { start: batch, signal: batch })
      .then(() => batch.map((id) => unacknowledged.delete(id)))
      .catch(() => undefined);
  }
  let ran = 0;
  await readUntil(log, PATIENCE, `fewer than ${steps} steps ran`, (fresh) => {
    lines.push(...fresh);
    ran += fresh.filter((line) => !isEnd(line)).length;
    return ran >= steps;
  });
  await ours.worker.kill();
  lines.push(...log.read());
  return { lines, unacknowledged: [...unacknowledged] };
}

/** As a client does that got no answer: orders again what was not acknowledged. */
async function orderAgain(ours: Ours, ids: string[]): Promise<void> {
  await ours.start(ids);
  await ours.signal(await ours.unfinished(ids));
}

/**
 * Reads until every workflow has ended. One whose end was committed just before the kill, or just
 * before the new host began to listen, has no last line: the host knows.
 */
async function untilAllEnded(
  ours: Ours,
  log: Follower,
  ids: string[],
  ended: Set<string>,
): Promise<Line[]> {
  const lines: Line[] = [];
  let open = new Set(ids.filter((id) => !ended.has(id)));
  let quietSince = now();
  await readUntil(log, PATIENCE, 'some workflows never ended', async (fresh) => {
    lines.push(...fresh);
    for (const { id } of fresh.filter(isEnd)) open.delete(id);
    if (fresh.length > 0) quietSince = now();
    if (now() - quietSince < SILENCE_MS) return open.size === 0;
    open = new Set(await ours.unfinished([...open]));
    quietSince = now();
    return open.size === 0;
  });
  return lines;
}

function figuresOf(ids: string[], killed: Killed, lines: Line[], spawned: number): Figures {
  const ended = idsOf(killed.lines.filter(isEnd));
  const begun = [...idsOf(killed.lines)].filter((id) => !ended.has(id));
  const firstAfter = new Map<string, number>();
  for (const { id, at } of lines) if (!firstAfter.has(id)) firstAfter.set(id, at - spawned);
  // one without a new line had ended, only its last line was cut off: `aftermath` sees any other
  const resumed = begun.flatMap((id) => firstAfter.get(id) ?? []);
  const { lost, repeated, rekeyed } = aftermath([...killed.lines, ...lines], ids);
  return {
    in_flight: resumed.length,
    resumed_ms: Math.max(...resumed),
    first_resumed_ms: Math.min(...resumed),
    all_done_ms: Math.max(...lines.map(({ at }) => at)) - spawned,
    steps_lost: lost,
    steps_repeated: repeated,
    steps_rekeyed: rekeyed,
    steps_before_kill: killed.lines.filter((line) => !isEnd(line)).length,
    unacknowledged: killed.unacknowledged.length,
  };
}

async function once(
  kind: DatabaseKind,
  options: { workflows: number; steps: number },
): Promise<Figures> {
  const home = createHome(kind, 'presgen_bench_recover');
  const log = follow(home.log);
  try {
    const ids = Array.from({ length: options.workflows }, (_, index) => `r${index}`);
    const killed = await killInFlight(home, log, ids, options.steps);
    await pause(DOWN_MS);
    const spawned = now();
    const ours = await startOurs(home, { stepMs: STEP_MS });
    const readyMs = now() - spawned;
    try {
      await orderAgain(ours, killed.unacknowledged);
      const ended = idsOf(killed.lines.filter(isEnd));
      const lines = await untilAllEnded(ours, log, ids, ended);
      const figures = figuresOf(ids, killed, lines, spawned);
      return { ...figures, ready_ms: readyMs };
    } finally {
      await ours.worker.stop();
    }
  } finally {
    log.close();
    home.remove();
  }
}

await runBenchmark({
  name: 'recover',
  defaults: { runs: 3, workflows: 1000, steps: 4400 },
  once,
});
