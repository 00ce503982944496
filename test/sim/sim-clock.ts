/** Simulated time: it moves only when the driver says so, and wakes in an order the driver chooses. */
import type { Clock } from '../../runtime/ports.ts';

export interface SimClock extends Clock {
  /** Moves time on. A negative distance is a clock that was set back. */
  advance(ms: number): void;
  /** Wakes all that is due now; false if nothing was. */
  fire(): boolean;
  /** When the next sleeper wants to wake, or null. */
  next(): number | null;
}

interface Sleeper {
  dueMs: number;
  wake(): void;
}

/** @param order puts those that are due at once into the order in which they wake. */
export function createSimClock(
  startMs: number,
  order: (due: Sleeper[]) => Sleeper[] = (due) => due,
): SimClock {
  let now = startMs;
  const sleeping = new Set<Sleeper>();
  return {
    now: () => now,
    wakeAt: (dueMs, wake) => {
      const sleeper = { dueMs, wake };
      sleeping.add(sleeper);
      return () => sleeping.delete(sleeper);
    },
    advance: (ms) => {
      now += ms;
    },
    fire: () => {
      const due = [...sleeping].filter(({ dueMs }) => dueMs <= now);
      for (const sleeper of due.length > 1 ? order(due) : due)
        if (sleeping.delete(sleeper)) sleeper.wake();
      return due.length > 0;
    },
    next: () => {
      let earliest: number | null = null;
      for (const { dueMs } of sleeping) if (earliest === null || dueMs < earliest) earliest = dueMs;
      return earliest;
    },
  };
}
