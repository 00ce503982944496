/** A clock that moves only when a test says so. */
import type { Clock } from '../../runtime/ports.ts';

export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function createManualClock(startMs = 1_000_000): ManualClock {
  let now = startMs;
  const sleeping = new Set<{ dueMs: number; wake: () => void }>();
  return {
    now: () => now,
    wakeAt: (dueMs, wake) => {
      const sleeper = { dueMs, wake };
      sleeping.add(sleeper);
      return () => sleeping.delete(sleeper);
    },
    advance: (ms) => {
      now += ms;
      for (const sleeper of [...sleeping].sort((a, b) => a.dueMs - b.dueMs)) {
        if (sleeper.dueMs > now || !sleeping.delete(sleeper)) continue;
        sleeper.wake();
      }
    },
  };
}
