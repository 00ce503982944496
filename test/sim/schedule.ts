/**
 * Who goes on when: everything that waits for an answer stands in one queue, and the driver lets go
 * of one tick's worth at a time. With the queue empty and nothing touched, only time or people can
 * move the simulation.
 */
import type { SimClock } from './sim-clock.ts';

export interface Schedule {
  /** Runs `go` at a later tick. */
  enter(go: () => void): void;
  /** Lets one tick happen. */
  tick(): Promise<void>;
  /** Ticks until nothing moves by itself any more. */
  rest(): Promise<void>;
  /** Notes that something moved outside the queue. */
  touch(): void;
}

export interface Pace {
  /** Ticks that an answer takes. */
  latency(): number;
  /** Order in which answers of one tick arrive. */
  order<T>(items: T[]): T[];
}

/** Ticks without a touch after which nothing more happens by itself: the engine chains two. */
const STILL_TICKS = 4;
const RESTLESS_TICKS = 50_000;

export function createSchedule(clock: SimClock, pace: Pace): Schedule {
  let waiting: { ticks: number; go: () => void }[] = [];
  let touched = 0;

  const tick = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.fire()) touched += 1;
    if (waiting.length === 0) return;
    touched += 1;
    for (const entry of waiting) entry.ticks -= 1;
    const ready = waiting.filter(({ ticks }) => ticks < 0);
    waiting = waiting.filter(({ ticks }) => ticks >= 0);
    for (const { go } of ready.length > 1 ? pace.order(ready) : ready) go();
  };

  return {
    tick,
    enter: (go) => {
      touched += 1;
      waiting.push({ ticks: pace.latency(), go });
    },
    touch: () => {
      touched += 1;
    },
    rest: async () => {
      let still = 0;
      for (let ticks = 0; still < STILL_TICKS; ticks += 1) {
        if (ticks > RESTLESS_TICKS) throw new Error('never comes to rest');
        const seen = touched;
        await tick();
        still = seen === touched ? still + 1 : 0;
      }
    },
  };
}

/** Answers arrive at once and in order. */
export const ORDERLY: Pace = { latency: () => 0, order: (items) => items };
