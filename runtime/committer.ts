/**
 * Group commit: whatever turns are ready when a slot is free go to the store in one statement.
 * Load makes the batch; an idle system commits each turn at once. A store that is away stops
 * acknowledgements, nothing else: the batch is resent until it is back.
 */
import type { Clock, CommitOutcome, Store, Turn } from './ports.ts';

export interface Committer {
  /** Resolves when the turn is durable or lost the race for its seq. */
  submit(turn: Turn): Promise<CommitOutcome>;
  /** Resolves when nothing is queued or in flight. */
  flush(): Promise<void>;
  /** From now on what the store refuses is given up: it is being closed. */
  close(): void;
  /** Whether a batch was refused and waits to be sent again. */
  isStalled(): boolean;
  /** Sends what was refused again now: the store may be back. */
  resume(): void;
}

export interface CommitObserver {
  committed(turns: number, ms: number): void;
  failing(error: unknown, attempt: number): void;
  /**
   * A turn whose answer was lost was fenced when it was sent again. It may have been written, and
   * the actor moved on by another process since: then nobody has carried out what it asked for.
   */
  overtaken?(turn: Turn): void;
}

interface Waiting {
  turn: Turn;
  resolve(outcome: CommitOutcome): void;
}

export interface CommitterOptions {
  /** Batches allowed in flight: 1 for the embedded database, 2 for a server. */
  slots: number;
  turnsMax: number;
}

const RESEND_MS = [50, 200, 1000, 5000] as const;

export function createCommitter(
  store: Store,
  clock: Clock,
  observer: CommitObserver,
  options: CommitterOptions,
): Committer {
  let queue: Waiting[] = [];
  let inFlight = 0;
  let idle: (() => void)[] = [];
  const refused = new Set<() => void>();
  let isClosed = false;

  const pump = (): void => {
    while (queue.length > 0 && inFlight < options.slots) {
      const batch = queue.slice(0, options.turnsMax);
      queue = queue.slice(options.turnsMax);
      inFlight += 1;
      void send(batch, 0);
    }
    if (queue.length === 0 && inFlight === 0) {
      const waiting = idle;
      idle = [];
      for (const resolve of waiting) resolve();
    }
  };

  const send = async (batch: Waiting[], attempt: number): Promise<void> => {
    const started = clock.now();
    try {
      const outcomes = await store.commit(batch.map(({ turn }) => turn));
      observer.committed(batch.length, clock.now() - started);
      inFlight -= 1;
      batch.forEach(({ turn, resolve }, index) => {
        const outcome = outcomes[index] ?? 'fenced';
        resolve(outcome);
        if (outcome === 'fenced' && attempt > 0) observer.overtaken?.(turn);
      });
      pump();
    } catch (error) {
      // Nobody waits any more: what was not committed was not acknowledged.
      if (isClosed) return;
      observer.failing(error, attempt + 1);
      const delayMs = RESEND_MS[Math.min(attempt, RESEND_MS.length - 1)] ?? 5000;
      const resend = (): void => {
        cancel();
        if (refused.delete(resend)) void send(batch, attempt + 1);
      };
      refused.add(resend);
      const cancel = clock.wakeAt(clock.now() + delayMs, resend);
    }
  };

  return {
    submit: (turn) =>
      new Promise((resolve) => {
        queue.push({ turn, resolve });
        // Turns that become ready in the same tick share a batch.
        setImmediate(pump);
      }),
    flush: () =>
      new Promise((resolve) => {
        idle.push(resolve);
        pump();
      }),
    close: () => {
      isClosed = true;
    },
    isStalled: () => refused.size > 0,
    resume: () => {
      for (const resend of [...refused]) resend();
    },
  };
}
