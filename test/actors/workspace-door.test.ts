/** Nothing leaves but through the door, and the door lets nothing else out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import tls from 'node:tls';

import { createGuardedFetch } from '../../actors/outbound/guarded-fetch.ts';
import { createDoor, GOOGLE_ORIGINS } from '../../actors/workspace/door.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { createRig } from './workspace-rig.ts';
import { runWholeWorkflow } from './workspace-story.ts';

/** Every way out of the process, counted and blocked: clients, sockets below them, and names. */
function trapNetwork(t: TestContext): string[] {
  const escaped: string[] = [];
  const trap = (name: string) => (): never => {
    escaped.push(name);
    throw new Error(`escaped through ${name}`);
  };
  t.mock.method(globalThis, 'fetch', trap('fetch'));
  for (const [name, client] of Object.entries({ http, https }))
    for (const method of ['request', 'get'] as const)
      t.mock.method(client, method, trap(`${name}.${method}`));
  t.mock.method(http2, 'connect', trap('http2.connect'));
  t.mock.method(tls, 'connect', trap('tls.connect'));
  t.mock.method(net.Socket.prototype, 'connect', trap('a socket'));
  t.mock.method(dgram.Socket.prototype, 'send', trap('a datagram'));
  for (const method of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
    t.mock.method(dns, method, trap(`dns.${method}`));
    t.mock.method(dns.promises, method, trap(`dns.promises.${method}`));
  }
  // Who imported a method by its name gets the trap too.
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return escaped;
}

describe('the door', () => {
  it('would be seen to leak: every trap springs', async (t) => {
    const escaped = trapNetwork(t);
    const socket = new net.Socket();
    const datagram = dgram.createSocket('udp4');
    const ways: (() => unknown)[] = [
      () => fetch('https://www.googleapis.com/'),
      () => http.get('http://www.googleapis.com/'),
      () => https.request('https://www.googleapis.com/'),
      () => http2.connect('https://www.googleapis.com/'),
      () => tls.connect(443, 'www.googleapis.com'),
      () => socket.connect(443, 'www.googleapis.com'),
      () => net.connect(443, '142.250.74.42'),
      () => datagram.send('?', 53, '8.8.8.8'),
      () => dns.lookup('www.googleapis.com', () => {}),
      () => dns.promises.resolve4('www.googleapis.com'),
    ];
    for (const way of ways) assert.throws(way, /escaped through/);
    assert.equal(escaped.length, ways.length);
    datagram.close();
    const guarded = createGuardedFetch();
    await assert.rejects(guarded(new Request('https://www.googleapis.com/')), /escaped through/);
  });

  it('keeps a whole local workflow, uploads and tokens included, inside the process', async (t) => {
    const escaped = trapNetwork(t);
    const rig = createRig();
    t.after(rig.dispose);

    await runWholeWorkflow(rig);

    assert.deepEqual(escaped, []);
    const paths = new Set(rig.exchanges.map((one) => one.url.pathname));
    assert.ok(paths.has('/token') && paths.has('/upload/drive/v3/files'));
  });

  for (const url of [
    'http://127.0.0.1:8080/drive/v3/files',
    'http://localhost/token',
    'https://example.com/drive/v3/files',
    'http://www.googleapis.com/drive/v3/files',
    'https://www.googleapis.com.example.com/drive/v3/files',
    'https://metadata.google.internal/',
  ]) {
    it(`refuses ${url} before anything is sent`, async () => {
      const sent: string[] = [];
      const door = createDoor({
        now: () => 0,
        send: async (request) => {
          sent.push(request.url);
          return new Response();
        },
      });

      await assert.rejects(
        door(url, { method: 'GET' }),
        (error: PresGenError) => error.code === 'EGRESS_REFUSED' && error.kind === 'terminal',
      );
      assert.deepEqual(sent, []);
    });
  }

  it('sends to Google only what is addressed to Google, and follows no redirect', async (t) => {
    const escaped = trapNetwork(t);
    const requests: Request[] = [];
    const answers: Record<string, () => Response> = {
      '/token': () => Response.json({ access_token: 't', expires_in: 3600, token_type: 'Bearer' }),
      '/drive/v3/files/generateIds': () => Response.json({ ids: ['preset'] }),
      '/upload/drive/v3/files': () =>
        new Response(null, { headers: { location: 'http://127.0.0.1:9/steal' } }),
    };
    const rig = createRig();
    t.after(rig.dispose);
    const workspace = createWorkspace({
      mode: 'google',
      credentials: { clientId: 'c', clientSecret: 's', refreshToken: 'r' },
      ledger: rig.ports.ledger,
      now: () => 0,
      fetch: async (request) => {
        requests.push(request as Request);
        return (
          answers[new URL((request as Request).url).pathname]?.() ??
          Response.json({}, { status: 404 })
        );
      },
    });

    const file = await rig.file(Buffer.from('deck'));
    const spec = { ...file, name: 'deck.pptx', parent: 'folder', mime: 'text/plain' };
    await assert.rejects(
      workspace.putFile(rig.write('deck'), spec),
      (error: PresGenError) => error.code === 'EGRESS_REFUSED',
      'an upload address elsewhere is refused',
    );

    assert.deepEqual(escaped, []);
    assert.equal(requests.length, 3);
    for (const request of requests) {
      assert.ok(GOOGLE_ORIGINS.includes(new URL(request.url).origin), request.url);
      assert.equal(request.redirect, 'manual');
    }
  });

  it('lets a service account fetch its token through it too', async (t) => {
    const escaped = trapNetwork(t);
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const asked: string[] = [];
    const rig = createRig();
    t.after(rig.dispose);
    const account = { client_email: 'robot@project.example', private_key: privateKey };
    const workspace = createWorkspace({
      mode: 'google',
      credentials: { serviceAccountJson: JSON.stringify(account), subject: 'drive@school.example' },
      sharedDriveId: 'shared',
      ledger: rig.ports.ledger,
      now: () => 0,
      fetch: async (request) => {
        const { origin, pathname } = new URL((request as Request).url);
        asked.push(`${origin}${pathname}`);
        if (pathname.endsWith('/token')) {
          return Response.json({ access_token: 't', expires_in: 3600, token_type: 'Bearer' });
        }
        if (pathname.endsWith('/about')) return Response.json({ user: { displayName: 'Robot' } });
        return Response.json({ id: 'shared' });
      },
    });

    const identity = await workspace.preflight(new AbortController().signal);

    assert.deepEqual(identity, {
      user: 'Robot',
      address: '',
      quotaBytes: null,
      usedBytes: 0,
      root: 'shared',
    });
    assert.deepEqual(escaped, []);
    assert.match(asked[0] ?? '', /googleapis\.com.*\/token$/);
    assert.ok(asked.includes('https://www.googleapis.com/drive/v3/files/shared'));
  });

  it('asks for a new connection when the grant was revoked', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const workspace = createWorkspace({
      mode: 'google',
      credentials: { clientId: 'c', clientSecret: 's', refreshToken: 'r' },
      ledger: rig.ports.ledger,
      now: () => 0,
      fetch: async () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
    });
    await assert.rejects(
      workspace.preflight(new AbortController().signal),
      (error: unknown) => error instanceof PresGenError && error.code === 'RECONNECT_NEEDED',
    );
  });

  it('loads the two APIs it uses and never the index of all of them', () => {
    const begun = `
      const { createWorkspace } = await import('./actors/workspace/index.ts');
      const credentials = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
      createWorkspace({ mode: 'google', credentials, ledger: {}, now: () => 0 });`;
    const loaded = loadedBy(begun);
    assert.ok(loaded.some((path) => path.endsWith('/apis/drive/index.js')));
    assert.ok(!loaded.some((path) => path.endsWith('/build/src/index.js')));
    assert.ok(loaded.length < 12, `${loaded.length} files of googleapis were loaded`);
  });

  it('loads none of them before there is somebody to be', () => {
    const rooms = ['index', 'connection', 'google-subscription'];
    const script = rooms.map((name) => `await import('./actors/workspace/${name}.ts');`).join('');
    assert.deepEqual(loadedBy(script), []);
  });

  it('is not even loaded by a process that only starts', () => {
    assert.deepEqual(loadedBy(`await import('./cli/system.ts');`), []);
    const command = `process.argv.push('--help'); await import('./main.ts');`;
    assert.deepEqual(loadedBy(command), []);
  });
});

/** The files of googleapis that a process has loaded after this script. */
function loadedBy(script: string): string[] {
  const whole = `
    import { createRequire } from 'node:module';
    ${script}
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    process.stderr.write(JSON.stringify(loaded.filter((path) => path.includes('/googleapis/'))));
  `;
  const { stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', whole],
    { encoding: 'utf8' },
  );
  return JSON.parse(stderr) as string[];
}
