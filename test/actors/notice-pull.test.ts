/** Notices of new answers, pulled from a subscription by the real client over the real wire. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { openSubscription, PUBSUB_ORIGINS } from '../../actors/workspace/google-subscription.ts';
import {
  createLocalWorkspace,
  type FaultRule,
  type LocalWorkspace,
} from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import { type PullOutcome, startNoticePull } from '../../actors/workspace/notice-pull.ts';
import { createRig } from './workspace-rig.ts';

const NAME = 'projects/school/subscriptions/answers';
const LEASE_MS = 60_000;
const PULL = 'pubsub.projects.subscriptions.pull';
const ACKNOWLEDGE = 'pubsub.projects.subscriptions.acknowledge';

interface Place {
  google: LocalWorkspace;
  /** Forms handed on, in order. */
  handed: string[];
  strange: { count: number };
  outcomes: PullOutcome[];
  /** What was logged, without the text. */
  logged: string[];
  requests: URL[];
  /** Whether the product takes notices; a promise holds them up. */
  taking: { now: () => Promise<void> };
  publish(attributes: Record<string, string>): void;
  open(): number;
  start(): { close(): Promise<void> };
  /** Lets this much time pass, in steps of a second. */
  pass(ms: number): Promise<void>;
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Waits for what happens by itself, however slow the machine is; the test's own limit ends it. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await settled();
}

function openPlace(t: TestContext, faults: FaultRule[] = [], holdMs = 0): Place {
  const rig = createRig();
  t.after(rig.dispose);
  let passed = 0;
  let number = 0;
  const now = (): number => Date.now() + passed;
  const asleep = new Set<{ due: number; wake: () => void }>();
  const clock = {
    now,
    wakeAt: (due: number, wake: () => void) => {
      const one = { due, wake };
      asleep.add(one);
      return () => void asleep.delete(one);
    },
  };
  const google = createLocalWorkspace({
    store: createMemoryStore(),
    blobs: rig.ports.blobs,
    dir: `${rig.dir}/google`,
    publicUrl: 'http://127.0.0.1:8080',
    ids: { next: () => `made-${++number}` },
    now,
    wakeAt: clock.wakeAt,
    faults,
    subscription: { name: NAME, leaseMs: LEASE_MS, holdMs },
  });
  google.accounts.enrol('robot@project.example', publicKey);
  const serviceAccountJson = JSON.stringify({
    client_email: 'robot@project.example',
    private_key: privateKey,
  });
  const place = {
    ...{ google, handed: [] as string[], strange: { count: 0 }, logged: [] as string[] },
    ...{ outcomes: [] as PullOutcome[], requests: [] as URL[] },
    taking: { now: async () => {} },
  };
  const { subscription } = google;
  assert.ok(subscription);
  let busy = 0;
  const fetch = (async (request: Request) => {
    place.requests.push(new URL(request.url));
    busy += 1;
    return google.handle(request).finally(() => {
      busy -= 1;
    });
  }) as typeof globalThis.fetch;
  const log = (level: string) => (fields: object) => {
    place.logged.push(`${level} ${(fields as { code: string }).code}`);
  };
  return {
    ...place,
    publish: subscription.publish,
    open: subscription.open,
    start: () => {
      const credentials = { serviceAccountJson, subject: 'drive@school.example' };
      const source = openSubscription({ name: NAME, credentials, now: Date.now, fetch });
      const pulling = startNoticePull({
        ...{ source, clock },
        handOn: async (form) => {
          await place.taking.now();
          place.handed.push(form);
        },
        strange: () => {
          place.strange.count += 1;
        },
        pulled: (outcome) => place.outcomes.push(outcome),
        log: { info: log('info'), warn: log('warn'), error: log('error') },
      });
      t.after(() => void pulling.close());
      return pulling;
    },
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= 1000) {
        await until(() => asleep.size > busy);
        passed += Math.min(1000, left);
        for (const one of [...asleep].filter(({ due }) => due <= now())) {
          asleep.delete(one);
          one.wake();
        }
        await settled();
      }
    },
  };
}

const answered = (formId: string) => ({ eventType: 'RESPONSES', formId, watchId: 'w-w-w' });

describe('notices of answers', { timeout: 120_000 }, () => {
  it('are handed on once a form, and acknowledged after that', async (t) => {
    const { publish, open, handed, start, taking } = openPlace(t);
    const openWhenTaken: number[] = [];
    taking.now = async () => void openWhenTaken.push(open());
    for (const form of ['form-1', 'form-2', 'form-1', 'form-1']) publish(answered(form));
    start();
    await until(() => open() === 0);
    assert.deepEqual([...handed].sort(), ['form-1', 'form-2']);
    assert.deepEqual(openWhenTaken, [4, 4], 'nothing was acknowledged before all was handed on');
  });

  it('that cannot be stored are not acknowledged: they come again until they can', async (t) => {
    const { publish, open, handed, start, pass, taking, logged } = openPlace(t);
    taking.now = async () => {
      throw new Error('the database is away');
    };
    publish(answered('form-1'));
    start();
    await pass(3 * LEASE_MS);
    assert.deepEqual([open(), handed.length], [1, 0]);
    assert.deepEqual(logged, ['warn NOTICE_NOT_STORED']);
    taking.now = async () => {};
    await pass(6 * LEASE_MS);
    assert.deepEqual([open(), handed], [0, ['form-1']]);
    assert.equal(logged.at(-1), 'info NOTICE_NOT_STORED');
  });

  it('do not wait for one among them that cannot be stored', async (t) => {
    const { publish, open, handed, start, taking } = openPlace(t);
    let times = 0;
    taking.now = async () => {
      times += 1;
      if (times === 1) throw new Error('only this one');
    };
    publish(answered('form-1'));
    publish(answered('form-2'));
    start();
    await until(() => open() === 1);
    assert.deepEqual(handed, ['form-1'], 'the newest came first, and failed');
  });

  it('that are none are acknowledged, counted and never handed on', async (t) => {
    const { publish, open, handed, strange, start } = openPlace(t);
    const wrong = [
      { eventType: 'SCHEMA', formId: 'form-1' },
      { eventType: 'RESPONSES' },
      { formId: 'form-1' },
      { eventType: 'RESPONSES', formId: '../../form-1' },
      { eventType: 'RESPONSES', formId: 'f'.repeat(201) },
      {},
    ];
    for (const attributes of wrong) publish(attributes as Record<string, string>);
    start();
    await until(() => open() === 0);
    assert.deepEqual([handed, strange.count], [[], wrong.length]);
  });

  for (const fault of ['resetBefore', 'resetAfterEffect', 'err503', 'rate429'] as const) {
    it(`get through ${fault} of their acknowledgement`, async (t) => {
      const { publish, open, handed, start, pass } = openPlace(t, [
        { call: ACKNOWLEDGE, fault, nth: 1 },
      ]);
      publish(answered('form-1'));
      start();
      await pass(2 * LEASE_MS);
      assert.equal(open(), 0);
      assert.ok(handed.length >= 1 && handed.length <= 2, `${handed.length}`);
    });

    it(`get through ${fault} of their pull`, async (t) => {
      const { publish, open, handed, start, pass } = openPlace(t, [
        { call: PULL, fault, nth: 1, times: 3 },
      ]);
      publish(answered('form-1'));
      start();
      await pass(2 * LEASE_MS);
      assert.deepEqual([open(), handed], [0, ['form-1']]);
    });
  }

  it('left with a process that died come to the next one', async (t) => {
    const { publish, open, handed, start, pass, taking } = openPlace(t);
    publish(answered('form-1'));
    let isHanging = false;
    taking.now = () => {
      isHanging = true;
      return new Promise(() => {});
    };
    start();
    await until(() => isHanging);
    taking.now = async () => {};
    start();
    await pass(LEASE_MS / 2);
    assert.deepEqual([open(), handed], [1, []], 'it is still leased to the other');
    await pass(LEASE_MS);
    assert.deepEqual([open(), handed], [0, ['form-1']]);
  });
});

describe('pulling notices', { timeout: 120_000 }, () => {
  it('asks for its own scope as the service account itself, of its own two places only', async (t) => {
    const { google, requests, start, pass } = openPlace(t);
    start();
    await pass(1000);
    assert.deepEqual(google.accounts.asked(), [
      { scope: 'https://www.googleapis.com/auth/pubsub', subject: null },
    ]);
    const origins = [...new Set(requests.map(({ origin }) => origin))].sort();
    assert.deepEqual(origins, [...PUBSUB_ORIGINS].sort());
  });

  it('asks once a second at most where nothing comes', async (t) => {
    const { outcomes, start, pass } = openPlace(t);
    start();
    await pass(60_000);
    assert.ok(outcomes.length > 30 && outcomes.length <= 61, `${outcomes.length}`);
  });

  it('asks ever more seldom while it fails, says so once, and when it works again', async (t) => {
    const { outcomes, logged, start, pass } = openPlace(t, [
      { call: PULL, fault: 'err503', nth: 1, times: 12 },
    ]);
    start();
    await pass(300_000);
    const failed = outcomes.filter((outcome) => outcome === 'transient').length;
    assert.ok(failed >= 6 && failed <= 10, `${failed} times in five minutes`);
    assert.deepEqual(logged, ['warn GOOGLE_UNAVAILABLE']);
    await pass(600_000);
    assert.deepEqual(logged, ['warn GOOGLE_UNAVAILABLE', 'info GOOGLE_UNAVAILABLE']);
  });

  it('goes on by itself once a withdrawn grant is given again', async (t) => {
    const { google, publish, open, handed, logged, start, pass } = openPlace(t, [
      { call: PULL, fault: 'token401', nth: 1, times: 4 },
    ]);
    google.accounts.withdraw();
    publish(answered('form-1'));
    start();
    await pass(900_000);
    assert.deepEqual([open(), handed], [0, ['form-1']]);
    assert.deepEqual(logged, ['warn RECONNECT_NEEDED', 'info RECONNECT_NEEDED']);
  });

  it('gives up a connection on which nothing comes any more, and asks anew', async (t) => {
    const { publish, open, logged, outcomes, start, pass } = openPlace(t, [
      { call: PULL, fault: 'slow', nth: 1, ms: 24 * 3_600_000 },
    ]);
    start();
    await pass(115_000);
    publish(answered('form-1'));
    assert.deepEqual([open(), outcomes], [1, []]);
    await pass(10_000);
    assert.deepEqual([open(), logged], [0, []]);
  });

  it('ends at once while it only waits, and after what is under way was acknowledged', async (t) => {
    const { publish, open, handed, requests, start, taking } = openPlace(t, [], 24 * 3_600_000);
    const idle = start();
    await until(() => requests.some(({ pathname }) => pathname.endsWith(':pull')));
    await idle.close();

    const { promise, resolve } = Promise.withResolvers<void>();
    let isTaking = false;
    taking.now = () => {
      isTaking = true;
      return promise;
    };
    publish(answered('form-1'));
    const busy = start();
    await until(() => isTaking);
    let isClosed = false;
    const closing = busy.close().then(() => {
      isClosed = true;
    });
    await settled();
    assert.equal(isClosed, false);
    resolve();
    await closing;
    assert.deepEqual([open(), handed], [0, ['form-1']]);
  });
});

describe('a person’s connection without the right to notices', { timeout: 120_000 }, () => {
  it('is told what to do about it', async (t) => {
    const { google } = openPlace(t);
    const fetch = (async (request: Request) => google.handle(request)) as typeof globalThis.fetch;
    const { credentials } = google;
    const source = openSubscription({ name: NAME, credentials, now: Date.now, fetch });
    await assert.rejects(source.pull(new AbortController().signal), {
      code: 'GOOGLE_SCOPE_MISSING',
      message: /connects it again/,
    });
  });
});
