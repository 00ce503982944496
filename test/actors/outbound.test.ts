/** What leaves this process: to whom, over which address, and with what in hand. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { openDoor } from '../../actors/outbound/door.ts';
import { createGuardedFetch } from '../../actors/outbound/guarded-fetch.ts';
import { isPrivate, publicLookup, type Resolve } from '../../actors/outbound/public-addresses.ts';
import { createWorkspace } from '../../actors/workspace/index.ts';
import type { PresGenError } from '../../runtime/errors.ts';
import { createRig } from './workspace-rig.ts';

const isRefusal = (error: unknown): boolean =>
  (error as PresGenError).code === 'EGRESS_REFUSED' && (error as PresGenError).kind === 'terminal';

describe('a door', () => {
  const sent: string[] = [];
  const door = openDoor({
    origins: ['https://models.example'],
    now: () => 0,
    send: async (request) => {
      sent.push(request.url);
      return new Response('yes');
    },
  });

  it('lets out what its own list names, and says how long a body is', async () => {
    const answer = await door('https://models.example/v1/complete?q=1', {
      method: 'POST',
      body: 'prompt',
    });
    assert.equal(await answer.text(), 'yes');
    assert.deepEqual(sent.splice(0), ['https://models.example/v1/complete?q=1']);
  });

  it('refuses every other way of naming a place, before anything is sent', async () => {
    const evil = [
      'http://models.example/',
      'https://models.example:8443/',
      'https://models.example.evil.example/',
      'https://evil.example/models.example',
      'https://models.example@evil.example/',
      'https://user@models.example/',
      'https://user:word@models.example/',
      'https://:word@models.example/',
      'https://www.googleapis.com/drive/v3/files',
      'https://models.example./',
      'https://xn--models-example/',
      'https://mοdels.example/',
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f000001/',
      'https://0177.0.0.1/',
      'https://0/',
      'https://localhost/',
      'https://localhost.localdomain/',
      'https://[::1]/',
      'https://[::]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[fe80::1]/',
      'https://[fd00::1]/',
      'https://10.0.0.1/',
      'https://172.16.0.1/',
      'https://192.168.1.1/',
      'https://169.254.169.254/latest/meta-data/',
      'https://metadata.google.internal/',
      'https://100.100.100.200/',
      'file:///etc/passwd',
      'ftp://models.example/',
      'data:text/plain,models.example',
      'blob:https://models.example/1',
      'ws://models.example/',
      'gopher://models.example/',
    ];
    for (const url of evil) await assert.rejects(door(url), isRefusal, url);
    assert.deepEqual(sent, []);
  });

  it('cannot be opened to an address, a port, plain http or a bare name', () => {
    for (const origin of [
      'http://models.example',
      'https://127.0.0.1',
      'https://[::1]',
      'https://models.example:8443',
      'https://models.example/v1',
      'https://localhost',
      'https://*.example',
    ]) {
      const opening = () =>
        openDoor({ origins: [origin], now: () => 0, send: async () => new Response() });
      assert.throws(opening, /no origin that a door may open to/, origin);
    }
  });
});

describe('an address', () => {
  it('is private when it is this machine, its network, or dressed up as something else', () => {
    const near = [
      '0.0.0.0 127.0.0.1 127.255.255.254 10.1.2.3 172.16.0.1 172.31.255.255 192.168.0.1',
      '169.254.169.254 100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1',
      '224.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1',
      '::ffff:a9fe:a9fe 64:ff9b::7f00:1 2002:7f00:1:: 2001:0:1::1 fc00::1 fd12::1 fe80::1',
      'fe80::1%eth0 fec0::1 ff02::1 2001:db8::1 nonsense',
    ].flatMap((line) => line.split(' '));
    assert.deepEqual(
      near.filter((address) => !isPrivate(address)),
      [],
    );
  });

  it('is public when it is neither', () => {
    const far = [
      '8.8.8.8',
      '142.250.74.42',
      '172.32.0.1',
      '100.128.0.1',
      '::ffff:8.8.8.8',
      '2a00:1450:4001::200a',
    ];
    assert.deepEqual(far.filter(isPrivate), []);
  });
});

describe('a request on its way', () => {
  const connected: number[] = [];
  let server: http.Server;
  let port: number;
  before(async () => {
    server = http.createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => answer(request, response, Buffer.concat(parts)));
    });
    server.on('connection', () => connected.push(1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const leadsHere: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const trusting = createGuardedFetch({ lookup: publicLookup(leadsHere, () => false) });

  it('carries method, headers and body there, and status, headers and body back', async () => {
    const response = await trusting(
      new Request(`http://somewhere.example:${port}/echo`, {
        method: 'PUT',
        headers: { 'x-asked': 'yes', 'content-length': '5' },
        body: 'whole',
      }),
    );
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-method'), 'PUT');
    assert.equal(response.headers.get('x-length'), '5');
    assert.equal(await response.text(), 'yes whole');
  });

  it('unpacks what was packed, follows nothing, and takes answers without a body', async () => {
    const packed = await trusting(new Request(`http://somewhere.example:${port}/packed`));
    assert.equal(await packed.text(), 'unpacked');
    const moved = await trusting(new Request(`http://somewhere.example:${port}/moved`));
    assert.equal(moved.status, 302);
    assert.equal(moved.headers.get('location'), 'http://127.0.0.1/secret');
    const empty = await trusting(new Request(`http://somewhere.example:${port}/empty`));
    assert.equal(empty.status, 204);
  });

  it('ends when the connection does, and when it is stopped', async () => {
    await assert.rejects(
      trusting(new Request(`http://somewhere.example:${port}/drop`)),
      (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET',
    );
    const stop = new AbortController();
    const slow = new Request(`http://somewhere.example:${port}/never`, { signal: stop.signal });
    const asked = trusting(slow);
    stop.abort();
    await assert.rejects(asked, { name: 'AbortError' });
  });

  it('goes nowhere when the name leads home, wholly or in part', async () => {
    connected.length = 0;
    const names: Record<string, string[]> = {
      'home.example': ['127.0.0.1'],
      'mapped.example': ['::ffff:127.0.0.1'],
      'mixed.example': ['142.250.74.42', '10.0.0.1'],
      'metadata.example': ['169.254.169.254'],
    };
    const resolve: Resolve = async (name) =>
      (names[name] ?? []).map((address) => ({ address, family: net.isIP(address) }));
    const guarded = createGuardedFetch({ lookup: publicLookup(resolve) });
    for (const name of Object.keys(names))
      for (const scheme of ['http', 'https'])
        await assert.rejects(
          guarded(new Request(`${scheme}://${name}:${port}/echo`)),
          isRefusal,
          `${scheme} ${name}`,
        );
    assert.deepEqual(connected, []);
  });

  it('is judged anew at each connection, so a name that changes its mind is caught', async () => {
    connected.length = 0;
    let asked = 0;
    const rebinding: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const lookup = publicLookup(rebinding, (address) => address.startsWith('10.'));
    const guarded = createGuardedFetch({ lookup });
    await guarded(new Request(`http://turncoat.example:${port}/once`));
    await assert.rejects(guarded(new Request(`http://turncoat.example:${port}/once`)), isRefusal);
    assert.deepEqual([asked, connected.length], [2, 1]);
  });

  it('to Google fails for good, and is not tried again, when its name leads home', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const guarded = createGuardedFetch({ lookup: publicLookup(leadsHere) });
    const workspace = createWorkspace({
      mode: 'google',
      credentials: { clientId: 'c', clientSecret: 's', refreshToken: 'r' },
      ledger: rig.ports.ledger,
      now: () => 0,
      fetch: (input) => guarded(input as Request),
    });
    await assert.rejects(workspace.preflight(new AbortController().signal), isRefusal);
  });

  it('passes by the proxies that the environment names', async () => {
    connected.length = 0;
    const script = `
      const { createGuardedFetch } = await import('./actors/outbound/guarded-fetch.ts');
      const { publicLookup } = await import('./actors/outbound/public-addresses.ts');
      const lookup = publicLookup(async () => [{ address: '127.0.0.1', family: 4 }]);
      const error = await createGuardedFetch({ lookup })(new Request('https://www.googleapis.com/'))
        .catch((refused) => refused);
      process.stdout.write(String(error.code));
    `;
    const proxy = `http://127.0.0.1:${port}`;
    const proxies = { HTTPS_PROXY: proxy, https_proxy: proxy, HTTP_PROXY: proxy, NO_PROXY: '' };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
      { env: { ...process.env, ...proxies, NODE_USE_ENV_PROXY: '1' } },
    );
    assert.equal(stdout, 'EGRESS_REFUSED');
    assert.deepEqual(connected, []);
  });
});

function answer(request: http.IncomingMessage, response: http.ServerResponse, body: Buffer): void {
  switch (request.url) {
    case '/packed':
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync('unpacked'));
      return;
    case '/moved':
      response.writeHead(302, { location: 'http://127.0.0.1/secret' });
      response.end();
      return;
    case '/empty':
      response.writeHead(204);
      response.end();
      return;
    case '/drop':
      request.socket.destroy();
      return;
    case '/never':
      return;
    case '/once':
      response.writeHead(200, { connection: 'close' });
      response.end('once');
      return;
    default:
      response.writeHead(201, {
        'x-method': request.method,
        'x-length': request.headers['content-length'] ?? 'unknown',
      });
      response.end(`${request.headers['x-asked']} ${body}`);
  }
}
