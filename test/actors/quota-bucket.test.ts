/** The maths of a bucket: never more than the quota in any window, and less while the other side complains. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Bucket,
  drawn,
  FACTOR_MIN,
  filled,
  fullBucket,
  type Limit,
  QUEUE_MAX_MS,
  REMEMBERED_MS,
  refused,
  SAME_COMPLAINT_MS,
  SHRUNK_MS,
  shrunk,
  waitFor,
} from '../../actors/workspace/quota-bucket.ts';
import { limitsOf, QUOTA_CLASSES } from '../../actors/workspace/quota-classes.ts';

/** Two a second, thirty at once: writes to forms by one account at 80 %. */
const LIMIT: Limit = { rate: 0.002, capacity: 30 };

/** Draws one unit whenever it may; returns when each was drawn. */
function greedy(limit: Limit, untilMs: number): number[] {
  const times: number[] = [];
  let bucket = fullBucket(limit, 0);
  for (let now = 0; now < untilMs; ) {
    const wait = waitFor(limit, bucket, 1, now);
    if (wait === 0) {
      bucket = drawn(limit, bucket, 1, now);
      times.push(now);
    }
    now += wait;
  }
  return times;
}

function mostWithin(times: number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  times.forEach((time, index) => {
    while (time - (times[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

describe('a quota bucket', () => {
  it('lets the greediest caller have 80 % in the long run, and no minute more than the quota', () => {
    const times = greedy(LIMIT, 3_600_000);
    const most = mostWithin(times, 60_000);
    assert.ok(most > 145 && most <= 150, `${most} in a minute`);
    assert.ok(Math.abs(times.length - (60 * 120 + 30)) <= 1, `${times.length} in an hour`);
  });

  it('is published at a share that holds the same for every class and scope', () => {
    for (const name of QUOTA_CLASSES) {
      for (const [scope, { rate, capacity }] of limitsOf(name, 0.8)) {
        const windowMs = name.startsWith('drive_') ? 86_400_000 : 60_000;
        const perWindow = capacity + rate * windowMs;
        const [, whole] = limitsOf(name, 1).find(([other]) => other === scope) ?? [];
        assert.ok(perWindow <= (whole?.rate ?? 0) * windowMs * (1 + 1e-9), `${name} ${scope}`);
      }
    }
    const [, forms] = limitsOf('forms_write', 0.8).find(([scope]) => scope === 'identity') ?? [];
    assert.deepEqual(forms, LIMIT);
  });

  it('says exactly how long until there is enough', () => {
    const empty = drawn(LIMIT, fullBucket(LIMIT, 0), 30, 0);
    assert.equal(waitFor(LIMIT, empty, 1, 0), 500);
    assert.equal(waitFor(LIMIT, empty, 1, 499), 1);
    assert.equal(waitFor(LIMIT, empty, 1, 500), 0);
  });

  it('lets something larger than itself through when full, and has it paid off', () => {
    const full = fullBucket(LIMIT, 0);
    assert.equal(waitFor(LIMIT, full, 90, 0), 0);
    assert.equal(waitFor(LIMIT, drawn(LIMIT, full, 90, 0), 1, 0), 30_500);
  });

  it('fills nothing when a clock goes back', () => {
    const empty = drawn(LIMIT, fullBucket(LIMIT, 10_000), 30, 10_000);
    assert.deepEqual(filled(LIMIT, empty, 0), empty);
    assert.equal(waitFor(LIMIT, empty, 1, 9_000), 1_500);
  });

  it('sends those who must wait away one behind the other, for as long as they are expected', () => {
    let bucket = drawn(LIMIT, fullBucket(LIMIT, 0), 30, 0);
    const waits = [1, 2, 3].map(() => {
      const wait = waitFor(LIMIT, bucket, 1, 0);
      bucket = refused(LIMIT, bucket, 1, 0);
      return wait;
    });
    assert.deepEqual(waits, [500, 1000, 1500]);
    assert.equal(filled(LIMIT, bucket, 1500).awaited, 0);
    const crowd: Bucket = { ...bucket, awaited: 1_000_000 };
    assert.equal(waitFor(LIMIT, crowd, 1, 0), 500 + QUEUE_MAX_MS);
  });
});

describe('a quota bucket after a complaint', () => {
  it('is empty, silent for as long as asked, and slower by half for a while', () => {
    const bucket = shrunk(LIMIT, fullBucket(LIMIT, 0), 7_000, 600_000);
    assert.equal(waitFor(LIMIT, bucket, 1, 600_000), 7_000 + 1_000);
    assert.equal(waitFor(LIMIT, bucket, 1, 608_000), 0);
    const later = filled(LIMIT, bucket, 600_000 + SHRUNK_MS + 1_000);
    // Two minutes of half pace but for the silence, then one second of the whole.
    assert.equal(later.level, 30);
    const empty = drawn(LIMIT, later, 30, later.at);
    assert.equal(waitFor(LIMIT, empty, 1, later.at), 500);
  });

  it('takes complaints about the same calls for one', () => {
    const once = shrunk(LIMIT, fullBucket(LIMIT, 0), 0, 600_000);
    const twice = shrunk(LIMIT, once, 0, 600_000 + SAME_COMPLAINT_MS - 1);
    assert.equal(twice.factor, 1 / 2);
  });

  it('gets slower with every further one, but never stands still, and forgets in the end', () => {
    let bucket = fullBucket(LIMIT, 0);
    let now = 600_000;
    const factors = [1, 2, 3, 4, 5].map(() => {
      now += SHRUNK_MS + 1_000;
      bucket = shrunk(LIMIT, bucket, 0, now);
      return bucket.factor;
    });
    assert.deepEqual(factors, [1 / 2, 1 / 4, 1 / 8, FACTOR_MIN, FACTOR_MIN]);
    now += SHRUNK_MS + REMEMBERED_MS;
    assert.equal(shrunk(LIMIT, bucket, 0, now).factor, 1 / 2);
  });
});
