/** Buckets in Redis are the same maths as in memory, and one for all processes. */
import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { createClient } from 'redis';
import { type Buckets, bucketsInMemory, type Draw } from '../../actors/workspace/quota.ts';
import { openSharedBuckets, type SharedBuckets } from '../../cli/shared-quota.ts';

const URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const START = 1_800_000_000_000;
const SECOND: Draw['limit'] = { rate: 0.002, capacity: 30 };
const DAY: Draw['limit'] = { rate: 6_944.444, capacity: 150_000_000_000 };

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

const skip = (await answers(URL)) ? false : `no Redis answers at ${URL}`;
let rounds = 0;

/** Clients of one set of keys, connected; the keys are gone afterwards. */
async function connected(
  t: { after(fn: () => Promise<void>): void },
  count: number,
): Promise<SharedBuckets[]> {
  rounds += 1;
  const prefix = `presgen:test:quota:${process.pid}:${Math.round(performance.timeOrigin)}:${rounds}:`;
  const clients = await Promise.all(
    Array.from({ length: count }, () => {
      const there = Promise.withResolvers<SharedBuckets>();
      const onChange = (isThere: boolean) => isThere && there.resolve(buckets);
      const buckets = openSharedBuckets({ url: URL, prefix, onChange });
      return there.promise;
    }),
  );
  t.after(async () => {
    for (const client of clients) client.close();
    const admin = createClient({ url: URL });
    await admin.connect();
    for await (const keys of admin.scanIterator({ MATCH: `${prefix}*` })) await admin.del(keys);
    admin.destroy();
  });
  return clients;
}

/** What a long and mixed course of calls is answered. */
async function course(buckets: Buckets): Promise<unknown[]> {
  const told: unknown[] = [];
  const both = (units: number): Draw[] => [
    { key: 'forms', limit: SECOND, units: units % 7 },
    { key: 'bytes', limit: DAY, units: units * 1_000_003 },
  ];
  let now = START;
  for (let turn = 0; turn < 300; turn += 1) {
    now += (turn * 7919) % 2300;
    told.push(await buckets.take(both(turn), now));
    if (turn % 50 === 20) await buckets.shrink([both(1)[0] as Draw], (turn % 3) * 900, now);
    if (turn % 60 === 30) await buckets.owe([{ key: 'bytes', limit: DAY, units: 9e10 }], now);
    if (turn === 200) now += 400_000;
  }
  return told;
}

describe('quota buckets in Redis', { skip }, () => {
  it('answer every call as those in memory do', async (t) => {
    const [shared] = await connected(t, 1);
    assert.ok(shared);
    const expected = await course(bucketsInMemory());
    assert.deepEqual(await course(shared), expected);
    const waits = expected.filter((one) => (one as { waitMs: number }).waitMs > 0).length;
    assert.ok(waits > 20 && waits < 280, `${waits} of 300 had to wait`);
  });

  it('give no unit to two processes, however many ask at once', async (t) => {
    const clients = await connected(t, 4);
    const draw = [{ key: 'forms', limit: SECOND, units: 1 }];
    const all = clients.flatMap((client) =>
      Array.from({ length: 50 }, () => client.take(draw, START)),
    );
    const taken = (await Promise.all(all)).filter(({ waitMs }) => waitMs === 0);
    assert.equal(taken.length, 30);
  });

  it('slow every process down when one was told to', async (t) => {
    const [one, other] = await connected(t, 2);
    const draw = [{ key: 'forms', limit: SECOND, units: 1 }];
    await one?.shrink(draw, 4000, START);
    assert.equal((await other?.take(draw, START))?.waitMs, 5000);
  });
});

it('quota buckets without Redis are those of the process, at once', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const told: boolean[] = [];
  const onChange = (isThere: boolean) => void told.push(isThere);
  const shared = openSharedBuckets({ url: `redis://127.0.0.1:${port}`, onChange });
  t.after(shared.close);
  assert.deepEqual(await course(shared), await course(bucketsInMemory()));
  assert.deepEqual(told, [false]);
});
