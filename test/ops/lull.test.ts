import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSystemClock } from '../../ops/clock.ts';
import { createLull, releaseHeap } from '../../ops/lull.ts';

const QUIET_MS = 40;
const clock = createSystemClock();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a lull', () => {
  it('is waited for: no work while something stirs, once when it stops', async () => {
    const works: number[] = [];
    const lull = createLull({ clock, quietMs: QUIET_MS, stirsMin: 3 }, async () => {
      works.push(performance.now());
    });
    let last = 0;
    for (let n = 0; n < 12; n += 1) {
      lull.stir();
      last = performance.now();
      await pause(QUIET_MS / 4);
    }
    await pause(QUIET_MS * 4);
    lull.stop();
    assert.equal(works.length, 1);
    assert.ok((works[0] ?? 0) - last >= QUIET_MS - 1, 'it had been quiet for as long as asked');
  });

  it('is not worth it after a few stirs, nor once stopped', async () => {
    let works = 0;
    const work = async () => {
      works += 1;
    };
    const few = createLull({ clock, quietMs: 5, stirsMin: 3 }, work);
    few.stir();
    const stopped = createLull({ clock, quietMs: 5, stirsMin: 1 }, work);
    stopped.stir();
    stopped.stop();
    await pause(60);
    few.stop();
    assert.equal(works, 0);
  });
});

describe('releasing the heap', () => {
  it('returns what a burst made it grow to', async () => {
    let burst: string[][] | null = Array.from({ length: 400 }, (_, n) =>
      Array.from({ length: 8000 }, (__, m) => `${n}.${m}`),
    );
    assert.equal(burst.length, 400);
    const grown = process.memoryUsage().heapTotal;
    burst = null;
    await releaseHeap();
    assert.ok(process.memoryUsage().heapTotal < grown / 2);
  });
});
