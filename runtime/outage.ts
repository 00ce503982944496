/**
 * What happens while the store is away: nothing is acknowledged, callers are told within a bounded
 * time, and the first sign of life sets everything going again.
 */
import { PresGenError, transient } from './errors.ts';
import type { Clock, Store } from './ports.ts';

export interface OutageOptions {
  clock: Clock;
  /** Longest a caller waits for a store that is away. */
  patienceMs: number;
  began(reason: string): void;
  ended(afterMs: number): void;
}

export interface Outage {
  /** Why nothing can be acknowledged; null while the store answers. */
  reason(): string | null;
  failed(error: unknown): void;
  answered(): void;
  /** The same store, watched: refusals that may pass and long silences are noted. */
  watch(store: Store): Store;
  /**
   * Settles as `work` does, or rejects with STORE_UNAVAILABLE once patience has run out; then what
   * `work` asked to have undone is undone.
   */
  bounded<T>(work: Bounded<T>): Promise<T>;
}

/** Work that says what is to be undone should its caller be turned away meanwhile. */
export type Bounded<T> = (ifTurnedAway: (undo: () => void) => void) => Promise<T>;

interface Waiting {
  sinceMs: number;
  giveUp(): void;
}

export function createOutage({ clock, patienceMs, began, ended }: OutageOptions): Outage {
  const waiting = new Set<Waiting>();
  let down: { sinceMs: number; reason: string } | null = null;
  let cancelWake: (() => void) | null = null;

  const failed = (error: unknown): void => {
    const reason = describe(error);
    if (down !== null) down.reason = reason;
    else {
      down = { sinceMs: clock.now(), reason };
      began(reason);
    }
    turnAway();
  };

  const answered = (): void => {
    if (down === null) return;
    const { sinceMs } = down;
    down = null;
    cancelWake?.();
    cancelWake = null;
    ended(clock.now() - sinceMs);
  };

  /** Those who have waited long enough go; the next is looked after when its time has come. */
  const turnAway = (): void => {
    if (down === null || cancelWake !== null) return;
    for (const each of waiting) {
      const dueMs = each.sinceMs + patienceMs;
      if (dueMs > clock.now()) {
        cancelWake = clock.wakeAt(dueMs, () => {
          cancelWake = null;
          turnAway();
        });
        return;
      }
      waiting.delete(each);
      each.giveUp();
    }
  };

  const bounded = <T>(work: Bounded<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const sinceMs = clock.now();
      // Whoever comes when everybody has lost patience already is not queued at all.
      if (down !== null && sinceMs - down.sinceMs >= patienceMs) return reject(away(down.reason));
      let undo = (): void => undefined;
      const giveUp = () => {
        reject(away(down?.reason ?? ''));
        undo();
      };
      const entry = { sinceMs, giveUp };
      waiting.add(entry);
      turnAway();
      work((given) => {
        undo = given;
      })
        .finally(() => waiting.delete(entry))
        .then(resolve, (error: unknown) => reject(translated(error)));
    });

  /** A clock that leapt (a machine that slept, a rehearsal) says nothing about the store. */
  const whenSilent = (tell: () => void): (() => void) => {
    const sinceMs = clock.now();
    let cancel = clock.wakeAt(sinceMs + patienceMs, () => {
      if (clock.now() - sinceMs < 2 * patienceMs) tell();
      else cancel = whenSilent(tell);
    });
    return () => cancel();
  };

  const watchCall = async (name: string, answer: Promise<unknown>): Promise<unknown> => {
    const cancel = whenSilent(() =>
      failed(new Error(`no answer to '${name}' for ${patienceMs / 1000} s`)),
    );
    try {
      return await answer;
    } catch (error) {
      if (mayPass(error)) failed(error);
      throw error;
    } finally {
      cancel();
    }
  };

  return {
    reason: () => down?.reason ?? null,
    failed,
    answered,
    bounded,
    watch: (store) => {
      const names = Object.keys(store) as (keyof Store)[];
      const watched = names.map((name) => [
        name,
        (...args: never[]) => watchCall(name, (store[name] as Method)(...args)),
      ]);
      return Object.fromEntries(watched) as Store;
    },
  };
}

type Method = (...args: never[]) => Promise<unknown>;

function mayPass(error: unknown): boolean {
  return error instanceof PresGenError && error.kind === 'transient';
}

function translated(error: unknown): unknown {
  const isAway = error instanceof PresGenError && error.code === 'DATABASE_UNAVAILABLE';
  return isAway ? away(describe(error), error) : error;
}

function away(reason: string, cause?: unknown): PresGenError {
  return transient(
    'STORE_UNAVAILABLE',
    `Not acknowledged: repeat with the same Idempotency-Key. ${reason}`,
    { cause, retryAfterMs: RETRY_AFTER_MS },
  );
}

const RETRY_AFTER_MS = 5000;

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
