/** A person connects Google through the whole system: engine, HTTP, the real client and its real addresses. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
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

const APP = { GOOGLE_OAUTH_CLIENT_ID: 'app', GOOGLE_OAUTH_CLIENT_SECRET: 'app-secret-of-the-test' };

interface View {
  status: string;
  step_name: string;
  value: unknown;
  last_failure: { code: string; message: string } | null;
}

describe('a connected Google account', { timeout: 120_000 }, () => {
  let dir: string;
  let system: System;
  let google: LocalWorkspace;
  let cookies = '';
  const folders = { refuse: null as string | null };
  /** Every token that was ever handed out. */
  const secrets = new Set<string>();
  const keepSecrets = async (response: Response): Promise<void> => {
    const tokens = (await response.json()) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token'])
      if (typeof tokens[name] === 'string') secrets.add(tokens[name]);
  };

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-connected-'));
    let number = 0;
    google = createLocalWorkspace({
      store: createMemoryStore(),
      blobs: createBlobs(join(dir, 'google-blobs')),
      dir: join(dir, 'google'),
      publicUrl: 'http://127.0.0.1:8080',
      ids: { next: () => `google-${++number}-here` },
      now: Date.now,
    });
    const fetch = async (request: Request): Promise<Response> => {
      if (folders.refuse !== null && request.method === 'POST' && request.url.includes('/drive/v3'))
        return refusal(folders.refuse);
      const response = await google.handle(request);
      if (request.url.endsWith('/token')) await keepSecrets(response.clone());
      return response;
    };
    const config = readConfig({ ...APP, PORT: '0', DATA_DIR: join(dir, 'data') });
    const log = createLog('silent');
    const clock = createSystemClock();
    system = await openSystem({
      ...{ config, clock, log, version: 'test' },
      fetch: fetch as typeof globalThis.fetch,
    });
  });
  after(async () => {
    await system?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${system.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', cookie: cookies },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) cookies = cookie.split(';')[0] ?? '';
    return response;
  };
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await ask(method, path, body)).json() as Promise<T>;
  const file = async (name: string): Promise<string> => {
    const request = {
      certification_name: name,
      organization_id: 'org',
      user_profile_id: 'educator',
      certification_context: { domains: ['Networks'] },
      learners: [{ id: 'learner-1', name: 'Zelda Quibble', email: 'zelda@example.org' }],
    };
    return (await json<{ workflow_id: string }>('POST', '/api/workflows', request)).workflow_id;
  };
  const until = async (id: string, reached: (view: View) => boolean): Promise<View> => {
    for (;;) {
      await system.engine.quiet();
      const view = await json<View>('GET', `/api/workflows/${id}`);
      if (reached(view)) return view;
    }
  };
  const stopped = (view: View): boolean => view.status === 'needs_attention';
  const beyond = (view: View): boolean => view.step_name === 'knowledge_collection';
  const connect = async (): Promise<string> => {
    const { url } = await json<{ url: string }>('POST', '/api/google/connect');
    const back = new URL(url).searchParams.get('redirect_uri') ?? '';
    google.accounts.register({
      clientId: APP.GOOGLE_OAUTH_CLIENT_ID,
      clientSecret: APP.GOOGLE_OAUTH_CLIENT_SECRET,
      redirectUris: [back],
    });
    const returned = new URL(google.accounts.agree(url));
    const response = await ask('GET', `${returned.pathname}${returned.search}`);
    assert.equal(response.status, 303);
    return response.headers.get('location') ?? '';
  };
  const roots = async (): Promise<string[]> =>
    (await google.children('root')).filter(({ trashed }) => !trashed).map(({ name }) => name);

  it('is missed in words, and the workflows that missed it go on by themselves when it is there', async () => {
    const [first, second] = [await file('Harbour Pilot'), await file('Crane Driver')];
    for (const id of [first, second]) {
      const { last_failure: failure } = await until(id, stopped);
      assert.equal(failure?.code, 'RECONNECT_NEEDED');
      assert.match(failure.message, /No Google account is connected.*settings/);
    }
    assert.deepEqual(await roots(), []);
    const before = await json<{ waiting: number; connection: unknown }>('GET', '/api/google');
    assert.deepEqual([before.waiting, before.connection], [2, null]);

    assert.equal(await connect(), '/settings/google?resumed=2');

    for (const id of [first, second]) await until(id, beyond);
    assert.equal((await roots()).length, 2, 'one folder for each course');
    const account = await json<{ user: string }>('GET', '/api/google/account');
    assert.equal(account.user, 'Local workspace');
  });

  it('is mended after it was withdrawn: the step waits, goes on, and leaves exactly one of everything', async () => {
    const had = (await roots()).length;
    google.accounts.withdraw();
    const id = await file('Lighthouse Keeper');
    const { last_failure: failure } = await until(id, stopped);
    assert.equal(failure?.code, 'RECONNECT_NEEDED');
    assert.match(failure.message, /no longer accepts the connection.*settings/);
    const broken = await json<{ connection: { broken_at: string | null } }>('GET', '/api/google');
    assert.notEqual(broken.connection.broken_at, null);
    const test = await ask('GET', '/api/google/account');
    assert.deepEqual(
      [test.status, ((await test.json()) as { code: string }).code],
      [422, 'RECONNECT_NEEDED'],
    );

    assert.equal(await connect(), '/settings/google?resumed=1');

    await until(id, beyond);
    assert.equal((await roots()).length, had + 1);
    const mended = await json<{ connection: { broken_at: string | null }; waiting: number }>(
      'GET',
      '/api/google',
    );
    assert.deepEqual([mended.connection.broken_at, mended.waiting], [null, 0]);
  });

  it('may be refused for other reasons; each says what to do, and a retry goes on', async () => {
    const had = (await roots()).length;
    const words: Record<string, [string, RegExp]> = {
      storageQuotaExceeded: ['GOOGLE_STORAGE_FULL', /no room left.*retry/],
      insufficientFilePermissions: ['GOOGLE_PERMISSION_MISSING', /right to edit.*retry/],
      domainPolicy: ['GOOGLE_DOMAIN_POLICY', /administrator allows.*retry/],
    };
    for (const [reason, [code, text]] of Object.entries(words)) {
      folders.refuse = reason;
      const id = await file(`Refused for ${reason}`);
      const { last_failure: failure } = await until(id, stopped);
      assert.equal(failure?.code, code);
      assert.match(failure.message, text);
      folders.refuse = null;
      await ask('POST', `/api/workflows/${id}/events`, { type: 'retry' });
      await until(id, beyond);
    }
    assert.equal((await roots()).length, had + 3);
  });

  it('is counted by host, method and answer, and by nothing that tells whose it was', async () => {
    const text = await system.metrics.text();
    const counted = [
      ...text.matchAll(/^presgen_outbound_request_duration_seconds_count(\S+) \d+$/gm),
    ];
    const labels = counted.map(([, each = '']) => each);
    for (const [host, method, status] of [
      ['www.googleapis.com', 'POST', '2xx'],
      ['www.googleapis.com', 'POST', '4xx'],
      ['oauth2.googleapis.com', 'POST', '2xx'],
    ])
      assert.ok(
        labels.includes(`{host="${host}",method="${method}",status_class="${status}"}`),
        `${host} ${method} ${status} is not in ${labels}`,
      );
    assert.ok(labels.length < 20, 'neither paths nor ids are labels');
  });

  it('is asked for by one browser only, and a consent that is refused changes nothing', async () => {
    const { url } = await json<{ url: string }>('POST', '/api/google/connect');
    const returned = new URL(google.accounts.agree(url));
    const stranger = await fetch(`${system.url}${returned.pathname}${returned.search}`, {
      redirect: 'manual',
    });
    assert.match(stranger.headers.get('location') ?? '', /refused=CONSENT_STALE/);
    const denied = await ask('GET', '/api/google/callback?error=access_denied&state=x');
    assert.match(denied.headers.get('location') ?? '', /refused=CONSENT_DENIED/);
    assert.equal((await ask('GET', '/api/google/account')).status, 200);
  });

  it('leaves no token where people, journals or copies of the database can read it', async () => {
    assert.ok(secrets.size >= 4);
    const rows = await system.database.sql<{ text: string }>(`
      select event::text as text from journal union all select detail::text from audit
      union all select data::text from snapshot union all select ref::text from effect
      union all select encode(sealed, 'escape') from google_grant`);
    const texts = [
      ...rows.map(({ text }) => text ?? ''),
      await (await ask('GET', '/metrics')).text(),
      await (await ask('GET', '/api/google')).text(),
      await (await ask('GET', '/api/settings')).text(),
    ];
    assert.ok(texts.length > 50);
    for (const secret of [...secrets, APP.GOOGLE_OAUTH_CLIENT_SECRET])
      for (const text of texts) assert.ok(!text.includes(secret), secret);
  });

  it('is ended by an administrator, at Google too', async () => {
    const ended = await json<{ withdrawn: boolean }>('DELETE', '/api/google/connection');
    assert.deepEqual(ended, { withdrawn: true });
    assert.equal((await ask('DELETE', '/api/google/connection')).status, 404);
    const after = await json<{ connection: unknown }>('GET', '/api/google');
    assert.equal(after.connection, null);
    const { items } = await json<{ items: { action: string }[] }>(
      'GET',
      '/api/audit?action=google.',
    );
    const actions = items.map(({ action }) => action);
    assert.deepEqual(actions, ['google.disconnected', 'google.connected', 'google.connected']);
  });
});

/** As Drive says no. */
function refusal(reason: string): Response {
  const error = { code: 403, message: 'no', errors: [{ domain: 'global', reason, message: 'no' }] };
  return Response.json({ error }, { status: 403 });
}
