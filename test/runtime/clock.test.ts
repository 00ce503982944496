import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createRehearsalClock, createSystemClock, type SystemClock } from '../../ops/clock.ts';

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
const DAY_MS = 86_400_000;

/** Time that passes only when the pending timeout is let go; notes every delay asked for. */
function fakeTimeouts(t: TestContext) {
  let now = 1_700_000_000_000;
  const delays: number[] = [];
  const pending = new Map<number, { dueMs: number; fire: () => void }>();
  let ids = 0;
  t.mock.method(Date, 'now', () => now);
  t.mock.method(globalThis, 'setTimeout', ((fire: () => void, ms: number) => {
    delays.push(ms);
    // What Node does with a delay it cannot hold: it fires after a millisecond.
    const dueMs = now + (ms > LONGEST_TIMEOUT_MS ? 1 : ms);
    pending.set(++ids, { dueMs, fire });
    return ids;
  }) as never);
  t.mock.method(globalThis, 'clearTimeout', ((id: number) => pending.delete(id)) as never);
  return {
    delays,
    pending,
    next: (): boolean => {
      const [first] = [...pending].sort(([, a], [, b]) => a.dueMs - b.dueMs);
      if (first === undefined) return false;
      const [id, { dueMs, fire }] = first;
      pending.delete(id);
      now = Math.max(now, dueMs);
      fire();
      return true;
    },
  };
}

const clocks: Record<string, () => SystemClock> = {
  'wall clock': createSystemClock,
  'rehearsal clock': createRehearsalClock,
};

for (const [name, create] of Object.entries(clocks)) {
  test(`the ${name} really waits sixty days, in steps a timeout can hold`, (t) => {
    const timeouts = fakeTimeouts(t);
    const clock = create();
    const dueMs = clock.now() + 60 * DAY_MS;
    const woken: number[] = [];
    clock.wakeAt(dueMs, () => woken.push(clock.now()));
    while (timeouts.next());
    assert.deepEqual(woken, [dueMs]);
    assert.equal(timeouts.delays.length, 3);
    assert.ok(timeouts.delays.every((ms) => ms <= LONGEST_TIMEOUT_MS));
  });

  test(`a sleeper of the ${name} can be cancelled after its first step`, (t) => {
    const timeouts = fakeTimeouts(t);
    const clock = create();
    const cancel = clock.wakeAt(clock.now() + 60 * DAY_MS, () => assert.fail('woken'));
    timeouts.next();
    cancel();
    assert.equal(timeouts.pending.size, 0);
  });
}
