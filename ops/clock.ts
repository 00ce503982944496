/** Time, ids and chance for the whole system: everything else receives them as ports. */
import { randomBytes } from 'node:crypto';

/** Longest delay one setTimeout can carry; a longer one would fire at once. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** Same shape as the runtime's Clock port. */
export interface SystemClock {
  now(): number;
  wakeAt(dueMs: number, wake: () => void): () => void;
}

/** Wall clock. Waking up does not keep the process alive. */
export function createSystemClock(): SystemClock {
  return {
    now: () => Date.now(),
    wakeAt: (dueMs, wake) => sleepUntil(() => Date.now(), dueMs, wake),
  };
}

function sleepUntil(now: () => number, dueMs: number, wake: () => void): () => void {
  let timeout: NodeJS.Timeout;
  const arm = (): void => {
    const left = dueMs - now();
    timeout = setTimeout(
      left <= TIMEOUT_MAX_MS ? wake : arm,
      Math.min(Math.max(0, left), TIMEOUT_MAX_MS),
    );
  };
  arm();
  return () => clearTimeout(timeout);
}

/** A clock that can jump ahead: rehearsals wait for nobody. */
export interface RehearsalClock extends SystemClock {
  /** Moves time forward to `ms`, waking whatever falls due; never backward. */
  jumpTo(ms: number): void;
}

/** Starts at wall time and runs with it, plus all jumps so far. */
export function createRehearsalClock(): RehearsalClock {
  let offset = 0;
  const sleeping = new Map<object, { dueMs: number; wake: () => void; cancel: () => void }>();
  const now = (): number => Date.now() + offset;

  const wakeAt = (dueMs: number, wake: () => void): (() => void) => {
    const id = {};
    const fire = (): void => {
      sleeping.delete(id);
      wake();
    };
    sleeping.set(id, { dueMs, wake: fire, cancel: sleepUntil(now, dueMs, fire) });
    return () => {
      sleeping.get(id)?.cancel();
      sleeping.delete(id);
    };
  };

  const jumpTo = (ms: number): void => {
    offset += Math.max(0, ms - now());
    const due = [...sleeping.values()].filter(({ dueMs }) => dueMs <= now());
    for (const { cancel, wake } of due.sort((a, b) => a.dueMs - b.dueMs)) {
      cancel();
      wake();
    }
  };

  return { now, wakeAt, jumpTo };
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Time-sortable 22-character ids: 10 characters of time, 12 of chance (60 bits). */
export function createIds(now: () => number): { next(): string } {
  return {
    next: () => {
      let time = now();
      let head = '';
      for (let i = 0; i < 10; i += 1) {
        head = ALPHABET.charAt(time % 32) + head;
        time = Math.floor(time / 32);
      }
      const tail = [...randomBytes(12)].map((byte) => ALPHABET.charAt(byte % 32)).join('');
      return head + tail;
    },
  };
}

/** A secret of 256 bits, for installations that set none. */
export function createSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Milliseconds of a monotonic clock, for measuring. */
export function stopwatch(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}
