/** Nothing leaves but through the door, and the door lets nothing else out. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { describe, it, type TestContext } from 'node:test';

import { createDoor, GOOGLE_ORIGINS } from '../../actors/workspace/door.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { createRig } from './workspace-rig.ts';
import { runWholeWorkflow } from './workspace-story.ts';

/** Every way out of the process, counted and blocked. */
function trapNetwork(t: TestContext): string[] {
  const escaped: string[] = [];
  const trap = (name: string) => (): never => {
    escaped.push(name);
    throw new Error(`escaped through ${name}`);
  };
  t.mock.method(globalThis, 'fetch', trap('fetch'));
  t.mock.method(http, 'request', trap('http'));
  t.mock.method(https, 'request', trap('https'));
  return escaped;
}

describe('the door', () => {
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

    assert.deepEqual(identity, { user: 'Robot', quotaBytes: null, usedBytes: 0, root: 'shared' });
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
    const script = `
      import { createRequire } from 'node:module';
      await import('./actors/workspace/index.ts');
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      process.stdout.write(JSON.stringify(loaded.filter((path) => path.includes('/googleapis/'))));
    `;
    const loaded = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
    ) as string[];
    assert.ok(loaded.some((path) => path.endsWith('/apis/drive/index.js')));
    assert.ok(!loaded.some((path) => path.endsWith('/build/src/index.js')));
    assert.ok(loaded.length < 12, `${loaded.length} files of googleapis were loaded`);
  });
});
