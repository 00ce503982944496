import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { redisHealth } from '../../cli/redis-health.ts';

const URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new globalThis.URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 1000 });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

const skip = (await answers(URL)) ? false : `no Redis answers at ${URL}`;

describe('health of Redis', () => {
  it('is fine where none is configured', async () => {
    assert.equal((await redisHealth(undefined)).status, 'ok');
  });

  it('is degraded, not an error, where it does not answer', async () => {
    const health = await redisHealth(`redis://127.0.0.1:${await closedPort()}`);
    assert.equal(health.status, 'degraded');
  });

  it('is fine where it answers', { skip }, async () => {
    assert.deepEqual(await redisHealth(URL), { status: 'ok' });
  });
});
