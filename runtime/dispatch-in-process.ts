/**
 * Runs activities in this process. The committed row is the claim: after a crash the next start
 * runs it again under the same key with its attempt counted up.
 */
import { type Failure, PresGenError, toFailure } from './errors.ts';
import type { ActivityReports, ActivityRow, Dispatcher, Perform } from './ports.ts';

/** Crash re-runs after which an activity is taken to be what kills the process. */
const ATTEMPTS_MAX = 5;

interface Running {
  row: ActivityRow;
  abort: AbortController;
  settled: Promise<void>;
}

/** @param concurrency activities running at once; the others wait in order. */
export function createInProcessDispatcher(
  perform: Perform,
  reports: ActivityReports,
  concurrency: number,
): Dispatcher {
  const running = new Map<string, Running>();
  const stopping = new Map<string, Running>();
  const waiting: ActivityRow[] = [];
  let closed = false;

  const start = (row: ActivityRow): void => {
    if (closed || running.has(row.key)) return;
    if (running.size >= concurrency) {
      waiting.push(row);
      return;
    }
    const abort = new AbortController();
    const entry: Running = { row, abort, settled: Promise.resolve() };
    running.set(row.key, entry);
    entry.settled = run(row, abort.signal).finally(() => {
      running.delete(row.key);
      stopping.delete(row.key);
      const next = closed ? undefined : waiting.shift();
      if (next) start(next);
      reports.settled(row);
    });
  };

  const run = async (row: ActivityRow, signal: AbortSignal): Promise<void> => {
    await stoppedSiblings(row);
    // It may have been stopped itself while it waited.
    if (signal.aborted) return;
    const outcome = await attempt(row, signal);
    if (signal.aborted) return;
    if (outcome.ok) reports.done(row, outcome.output);
    else reports.failed(row, outcome.failure);
  };

  /** An undo must not overtake the call it undoes: wait until the stopped call has let go. */
  const stoppedSiblings = async (row: ActivityRow): Promise<void> => {
    const siblings = [...stopping.values()].filter((entry) => entry.row.root === row.root);
    await Promise.all(siblings.map((entry) => entry.settled));
  };

  const attempt = async (
    row: ActivityRow,
    signal: AbortSignal,
  ): Promise<
    { ok: true; output: Awaited<ReturnType<Perform>> } | { ok: false; failure: Failure }
  > => {
    if (row.attempt > ATTEMPTS_MAX) return { ok: false, failure: crashLoop(row) };
    try {
      const output = await perform({
        key: row.key,
        src: row.src,
        input: row.input,
        attempt: row.attempt,
        root: row.root,
        owner: row.owner,
        signal,
        progress: (fraction, note) => {
          if (!signal.aborted) reports.progress(row, fraction, note);
        },
      });
      return { ok: true, output };
    } catch (error) {
      return { ok: false, failure: toFailure(error) };
    }
  };

  const stop = (key: string): void => {
    const index = waiting.findIndex((row) => row.key === key);
    if (index >= 0) waiting.splice(index, 1);
    const entry = running.get(key);
    if (!entry) return;
    stopping.set(key, entry);
    entry.abort.abort(
      new PresGenError({ kind: 'terminal', code: 'CANCELLED', message: 'stopped' }),
    );
  };

  return {
    start,
    stop,
    keys: () => [...running.keys(), ...waiting.map(({ key }) => key)],
    running: () => running.size + waiting.length,
    drain: async () => {
      closed = true;
      for (const entry of running.values()) entry.abort.abort();
      await Promise.allSettled([...running.values()].map((entry) => entry.settled));
    },
  };
}

function crashLoop(row: ActivityRow): Failure {
  return {
    kind: 'terminal',
    code: 'ACTIVITY_CRASH_LOOP',
    message: `the process ended ${ATTEMPTS_MAX} times while this call was running (${row.key})`,
  };
}
