/** Whom Google takes us for: a robot on a shared drive, a robot for one account, a person who connected theirs. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { type Connection, createConnection } from '../../actors/workspace/connection.ts';
import type { Grants } from '../../actors/workspace/grants.ts';
import { createGoogleDoor, createWorkspace } from '../../actors/workspace/index.ts';
import { createLocalWorkspace, type LocalWorkspace } from '../../actors/workspace/local/index.ts';
import { createMemoryStore } from '../../actors/workspace/local/memory-store.ts';
import type { Workspace } from '../../actors/workspace/port.ts';
import type { PresGenError } from '../../runtime/errors.ts';
import { createRig, LEARNERS, type Rig } from './workspace-rig.ts';

const SCOPE = 'https://www.googleapis.com/auth/drive.file';
const APP = { clientId: 'app', clientSecret: 'app-secret' };
const REDIRECT = 'http://localhost:8080/api/google/callback';
const signal = new AbortController().signal;
const failsWith = (code: string) => (error: unknown) => (error as PresGenError).code === code;

interface Place {
  rig: Rig;
  local: LocalWorkspace;
  requests: string[];
  fetch: typeof globalThis.fetch;
}

/** Google's wire, answered by the local workspace; nothing leaves the process. */
function openPlace(t: TestContext): Place {
  const rig = createRig();
  t.after(rig.dispose);
  let number = 0;
  const local = createLocalWorkspace({
    store: createMemoryStore(),
    blobs: rig.ports.blobs,
    dir: `${rig.dir}/google`,
    publicUrl: 'http://127.0.0.1:8080',
    ids: { next: () => `made-${++number}` },
    // The client signs and refreshes by the machine's own clock.
    now: Date.now,
  });
  local.accounts.register({ ...APP, redirectUris: [REDIRECT] });
  const requests: string[] = [];
  const fetch = (async (request: Request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    return local.handle(request);
  }) as typeof globalThis.fetch;
  return { rig, local, requests, fetch };
}

function robot(): { publicKey: string; serviceAccountJson: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const account = { client_email: 'robot@project.example', private_key: privateKey };
  return { publicKey, serviceAccountJson: JSON.stringify(account) };
}

/** A connection kept in memory: what persistence keeps, without the seal. */
function keptInMemory() {
  const kept = {
    grant: null as { id: string; refreshToken: string } | null,
    isBroken: false,
    consents: new Map<string, { boundHash: string; expiresAt: number }>(),
  };
  const grants: Grants = {
    current: async () => kept.grant && { ...kept.grant, isBroken: kept.isBroken },
    rotated: async (id, refreshToken) => {
      if (kept.grant?.id === id) kept.grant = { id, refreshToken };
    },
    broke: async () => {
      kept.isBroken = true;
    },
    works: async () => {
      kept.isBroken = false;
    },
  };
  return { kept, grants };
}

function connectionOn(
  place: Place,
  { kept }: ReturnType<typeof keptInMemory>,
  now: () => number = Date.now,
): Connection {
  let number = 0;
  return createConnection({
    ...APP,
    scopes: [SCOPE],
    door: createGoogleDoor({ fetch: place.fetch, now }),
    secret: 'a secret of this test only',
    randomText: () => `state-${++number}`,
    nextId: () => `connection-${++number}`,
    now,
    shelf: {
      find: async () => kept.grant,
      save: async ({ id, refreshToken }) => {
        kept.grant = { id, refreshToken };
        kept.isBroken = false;
      },
      forget: async () => {
        kept.grant = null;
      },
      expect: async ({ stateHash, ...consent }) => {
        kept.consents.set(stateHash, consent);
      },
      take: async ({ stateHash, boundHash, now: at }) => {
        const found = kept.consents.get(stateHash);
        kept.consents.delete(stateHash);
        return found?.boundHash === boundHash && found.expiresAt > at;
      },
    },
  });
}

/** Everything that leads to Google: folders, a form, a file in parts, a share, their undoing. */
async function useAll(rig: Rig, workspace: Workspace): Promise<void> {
  await workspace.preflight(signal);
  const folder = await workspace.createFolder(rig.write('root'), { name: 'Course', parent: null });
  const form = await workspace.createForm(rig.write('form'), {
    title: 'Intake',
    description: '',
    parent: folder.id,
    quiz: false,
    sections: [],
  });
  await workspace.publishForm(rig.write('publish'), form.id, LEARNERS.slice(0, 1));
  await workspace.listResponses(form.id, LEARNERS, { signal });
  const blob = await rig.file(Buffer.from('a deck'));
  const spec = { ...blob, name: 'deck.txt', parent: folder.id, mime: 'text/plain' };
  const file = await workspace.putFile(rig.write('deck'), spec);
  await workspace.share(rig.write('share'), file.id, LEARNERS[0] as (typeof LEARNERS)[0]);
  await workspace.undo(rig.write('share'));
  await workspace.undo(rig.write('root'));
}

async function connect(place: Place, connection: Connection, bound = 'browser'): Promise<void> {
  const back = place.local.accounts.agree(await connection.begin(bound, REDIRECT));
  await connection.finish({ ...paramsOf(back), bound, redirectUri: REDIRECT, by: 'admin' });
}

function paramsOf(url: string): { state: string; code: string } {
  const { searchParams } = new URL(url);
  return { state: searchParams.get('state') ?? '', code: searchParams.get('code') ?? '' };
}

describe('an identity', () => {
  it('is a service account on a shared drive, for itself or for one account, or a person: each reaches everything with one scope', async (t) => {
    const place = openPlace(t);
    const { local, fetch } = place;
    const shared = { mode: 'google', now: Date.now, fetch } as const;
    const { publicKey, serviceAccountJson } = robot();
    local.accounts.enrol('robot@project.example', publicKey);
    const memory = keptInMemory();
    await connect(place, connectionOn(place, memory));
    const identities = {
      'on a shared drive': { credentials: { serviceAccountJson }, sharedDriveId: 'root' },
      'for one account': { credentials: { serviceAccountJson, subject: 'drive@school.example' } },
      'a person': { credentials: { ...APP, grants: memory.grants } },
    };
    for (const [name, identity] of Object.entries(identities)) {
      const before = place.requests.length;
      const run = createRig();
      t.after(run.dispose);
      await useAll(run, createWorkspace({ ...shared, ...identity, ledger: run.ports.ledger }));
      assert.ok(place.requests.length - before > 12, name);
    }
    const asked = local.accounts.asked();
    assert.deepEqual(new Set(asked.map(({ scope }) => scope)), new Set([SCOPE]));
    assert.deepEqual(
      asked.map(({ subject }) => subject),
      [null, null, 'drive@school.example'],
    );
  });

  it('with a key that is not its own is nobody', async (t) => {
    const { rig, local, fetch } = openPlace(t);
    local.accounts.enrol('robot@project.example', robot().publicKey);
    const { serviceAccountJson } = robot();
    const workspace = createWorkspace({
      ...{ mode: 'google', now: Date.now, fetch, ledger: rig.ports.ledger },
      credentials: { serviceAccountJson, subject: 'drive@school.example' },
    });
    await assert.rejects(workspace.preflight(signal), failsWith('RECONNECT_NEEDED'));
  });

  it('is asked for a token once: trying again is not the client’s to decide', async (t) => {
    const { rig } = openPlace(t);
    for (const credentials of [
      { ...APP, refreshToken: 'r' },
      { serviceAccountJson: robot().serviceAccountJson, subject: 'drive@school.example' },
    ]) {
      let tokenCalls = 0;
      const workspace = createWorkspace({
        ...{ mode: 'google', credentials, now: Date.now, ledger: rig.ports.ledger },
        fetch: async () => {
          tokenCalls += 1;
          return new Response('no', { status: 503 });
        },
      });
      await assert.rejects(workspace.preflight(signal), failsWith('GOOGLE_UNAVAILABLE'));
      assert.equal(tokenCalls, 1);
    }
  });
});

describe('a person’s connection', () => {
  it('carries calls, outlives a withdrawal as something to mend, and carries them again', async (t) => {
    const place = openPlace(t);
    const { rig, local, fetch } = place;
    const memory = keptInMemory();
    const connection = connectionOn(place, memory);
    const workspace = createWorkspace({
      ...{ mode: 'google', now: Date.now, fetch, ledger: rig.ports.ledger },
      credentials: { ...APP, grants: memory.grants },
    });
    await assert.rejects(workspace.preflight(signal), failsWith('RECONNECT_NEEDED'));
    assert.deepEqual(place.requests, [], 'without a connection nothing is asked of Google');

    await connect(place, connection);
    assert.equal((await workspace.preflight(signal)).user, 'Local workspace');

    local.accounts.withdraw();
    await assert.rejects(workspace.preflight(signal), failsWith('RECONNECT_NEEDED'));
    assert.equal(memory.kept.isBroken, true);

    await connect(place, connection);
    assert.equal((await workspace.preflight(signal)).user, 'Local workspace');
    assert.equal(memory.kept.isBroken, false);
  });

  it('keeps the refresh token it is given in place of another, for the next process too', async (t) => {
    const place = openPlace(t);
    const memory = keptInMemory();
    await connect(place, connectionOn(place, memory));
    const first = memory.kept.grant?.refreshToken;
    place.local.accounts.replaceTokens();
    const open = () =>
      createWorkspace({
        ...{ mode: 'google', now: Date.now, fetch: place.fetch, ledger: place.rig.ports.ledger },
        credentials: { ...APP, grants: memory.grants },
      });
    const here = open();
    await Promise.all([here.preflight(signal), here.preflight(signal)]);
    const second = memory.kept.grant?.refreshToken;
    assert.notEqual(second, first);
    await open().preflight(signal);
    assert.notEqual(memory.kept.grant?.refreshToken, second);
  });

  it('is withdrawn at Google when it ends, and its end is not undone by asking again', async (t) => {
    const place = openPlace(t);
    const memory = keptInMemory();
    const connection = connectionOn(place, memory);
    await connect(place, connection);
    const { refreshToken } = memory.kept.grant as { refreshToken: string };
    assert.deepEqual(await connection.end(), { isWithdrawn: true });
    assert.equal(await connection.end(), null);
    assert.ok(place.requests.includes('POST /revoke'));
    memory.kept.grant = { id: 'restored from a backup', refreshToken };
    const workspace = createWorkspace({
      ...{ mode: 'google', now: Date.now, fetch: place.fetch, ledger: place.rig.ports.ledger },
      credentials: { ...APP, grants: memory.grants },
    });
    await assert.rejects(workspace.preflight(signal), failsWith('RECONNECT_NEEDED'));
  });
});

describe('a consent', () => {
  it('counts once, in the browser that asked, for ten minutes, with its own code', async (t) => {
    const place = openPlace(t);
    const memory = keptInMemory();
    let time = Date.now();
    const connection = connectionOn(place, memory, () => time);
    const ask = async () =>
      paramsOf(place.local.accounts.agree(await connection.begin('browser', REDIRECT)));
    const finish = (back: { state: string; code: string }, bound = 'browser') =>
      connection.finish({ ...back, bound, redirectUri: REDIRECT, by: 'admin' });
    const stale = failsWith('CONSENT_STALE');

    await assert.rejects(finish({ ...(await ask()), state: 'guessed' }), stale);
    await assert.rejects(finish(await ask(), 'another browser'), stale);
    const late = await ask();
    time += 10 * 60_000;
    await assert.rejects(finish(late), stale);

    const [mine, other] = [await ask(), await ask()];
    await assert.rejects(
      finish({ state: mine.state, code: other.code }),
      failsWith('CONSENT_REFUSED'),
      'a code belongs to the verifier of its own state',
    );
    assert.equal(memory.kept.grant, null);

    const good = await ask();
    await finish(good);
    assert.notEqual(memory.kept.grant, null);
    await assert.rejects(finish(good), stale);
  });

  it('asks by S256 for files of our own and nothing else, and says so before it is sent anything', async (t) => {
    const place = openPlace(t);
    const connection = connectionOn(place, keptInMemory());
    const { origin, searchParams } = new URL(await connection.begin('browser', REDIRECT));
    assert.equal(origin, 'https://accounts.google.com');
    assert.equal(searchParams.get('scope'), SCOPE);
    assert.equal(searchParams.get('code_challenge_method'), 'S256');
    assert.equal(searchParams.get('access_type'), 'offline');
    assert.match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.equal(searchParams.get('client_secret'), null);
    assert.deepEqual(place.requests, []);
  });

  it('without the box for files ticked is no connection', async (t) => {
    const place = openPlace(t);
    const memory = keptInMemory();
    const connection = connectionOn(place, memory);
    const page = new URL(await connection.begin('browser', REDIRECT));
    page.searchParams.set('scope', 'openid');
    const back = paramsOf(place.local.accounts.agree(page.href));
    await assert.rejects(
      connection.finish({ ...back, bound: 'browser', redirectUri: REDIRECT, by: 'admin' }),
      failsWith('CONSENT_INCOMPLETE'),
    );
    assert.equal(memory.kept.grant, null);
  });
});
