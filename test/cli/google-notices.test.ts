/** Google tells of answers through the whole system: configuration, consent, pulling, metrics, the end. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { createLocalWorkspace, type LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import { openSystem, type System } from '../../cli/system.ts';
import { createSystemClock } from '../../ops/clock.ts';
import { readConfig } from '../../ops/config.ts';
import { createLog } from '../../ops/log.ts';
import { createBlobs } from '../../persistence/blobs.ts';
import { emptyPostgres, serverAway } from '../persistence/scratch.ts';

const PUBSUB = {
  GOOGLE_PUBSUB_TOPIC: 'projects/school/topics/answers',
  GOOGLE_PUBSUB_SUBSCRIPTION: 'projects/school/subscriptions/answers',
};
const APP = { GOOGLE_OAUTH_CLIENT_ID: 'app', GOOGLE_OAUTH_CLIENT_SECRET: 'secret-of-the-app' };

describe('a subscription in the configuration', () => {
  const faultOf = (env: Record<string, string>): string => {
    try {
      readConfig(env);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('comes with its topic, by their whole names, and with Google', () => {
    assert.equal(faultOf({ ...APP, ...PUBSUB }), '');
    assert.equal(readConfig(APP).googleNotices, undefined);
    const { GOOGLE_PUBSUB_TOPIC, GOOGLE_PUBSUB_SUBSCRIPTION } = PUBSUB;
    assert.match(faultOf({ ...APP, GOOGLE_PUBSUB_TOPIC }), /SUBSCRIPTION: set both or none/);
    assert.match(faultOf({ ...APP, GOOGLE_PUBSUB_SUBSCRIPTION }), /TOPIC.*set both or none/);
    assert.match(faultOf(PUBSUB), /GOOGLE_PUBSUB_SUBSCRIPTION: only Google/);
    const short = faultOf({ ...APP, ...PUBSUB, GOOGLE_PUBSUB_SUBSCRIPTION: 'answers' });
    assert.match(short, /GOOGLE_PUBSUB_SUBSCRIPTION: is no projects\/…\/subscriptions\/…/);
  });
});

const AWAY = await serverAway();

describe('a system that Google tells of answers', {
  skip: AWAY ?? false,
  timeout: 120_000,
}, () => {
  let dir: string;
  let scratch: Awaited<ReturnType<typeof emptyPostgres>>;
  let google: LocalWorkspace;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-told-'));
    scratch = await emptyPostgres();
    let number = 0;
    const clock = createSystemClock();
    google = createLocalWorkspace({
      store: createMemoryStore(),
      blobs: createBlobs(join(dir, 'google-blobs')),
      dir: join(dir, 'google'),
      publicUrl: 'http://127.0.0.1:8080',
      ids: { next: () => `google-${++number}-here` },
      now: clock.now,
      wakeAt: clock.wakeAt,
      subscription: {
        ...{ name: PUBSUB.GOOGLE_PUBSUB_SUBSCRIPTION, leaseMs: 600_000, holdMs: 600_000 },
      },
    });
    google.accounts.enrol('robot@project.example', publicKey);
    await writeFile(
      join(dir, 'key.json'),
      JSON.stringify({ client_email: 'robot@project.example', private_key: privateKey }),
    );
  });
  after(async () => {
    await scratch?.drop();
    await rm(dir, { recursive: true, force: true });
  });

  const open = (identity: Record<string, string>): Promise<System> =>
    openSystem({
      config: readConfig({
        ...{ ...identity, ...PUBSUB, PORT: '0', DATA_DIR: join(dir, 'data') },
        DATABASE_URL: scratch.url,
      }),
      ...{ clock: createSystemClock(), log: createLog('silent'), version: 'test' },
      fetch: (async (request: Request) => google.handle(request)) as typeof globalThis.fetch,
    });
  const publish = (formId: string): void =>
    google.subscription?.publish({ eventType: 'RESPONSES', formId, watchId: 'w-w-w' });
  const until = async (reached: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await reached())) await new Promise((resolve) => setImmediate(resolve));
  };

  it('takes notices of forms it does not know politely, counts them, ends, and goes on when started again', async () => {
    const robot = {
      GOOGLE_SERVICE_ACCOUNT_FILE: join(dir, 'key.json'),
      GOOGLE_SUBJECT: 'drive@school.example',
    };
    const first = await open(robot);
    publish('form-of-nobody');
    google.subscription?.publish({ eventType: 'SCHEMA', formId: 'form-of-nobody' });
    await until(() => google.subscription?.open() === 0);
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    assert.match(metrics, /presgen_response_notices_total\{outcome="unknown"\} 1/);
    assert.match(metrics, /presgen_response_notices_total\{outcome="strange"\} 1/);
    assert.match(metrics, /presgen_notice_pulls_total\{outcome="ok"\} [1-9]/);
    const standing = await (await fetch(`${first.url}/api/google`)).json();
    assert.deepEqual(
      (standing as { scopes: string[] }).scopes.map((scope) => scope.slice(32)),
      ['drive.file', 'pubsub'],
    );
    await first.close();

    publish('form-of-nobody');
    const second = await open(robot);
    await until(() => google.subscription?.open() === 0);
    await second.close();
  });

  it('asks a person for that right too', async () => {
    const system = await open(APP);
    try {
      const begun = await fetch(`${system.url}/api/google/connect`, { method: 'POST' });
      const { url } = (await begun.json()) as { url: string };
      const scope = new URL(url).searchParams.get('scope');
      assert.match(scope ?? '', /\/drive\.file .*\/pubsub$/);
    } finally {
      await system.close();
    }
  });
});
