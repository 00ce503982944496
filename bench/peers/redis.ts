/** The Redis server BullMQ runs on: an empty database of its own, emptied again afterwards. */
import { execFileSync } from 'node:child_process';
import { createClient } from 'redis';
import { onExit } from '../harness/exit.ts';

const SERVER = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** One database of the server, and what tells how it is set up. */
export interface RedisDatabase {
  url: string;
  pid: number;
  description: string;
  empty(): Promise<void>;
}

const field = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? '';

/** Takes the highest-numbered empty database; throws when no server answers or none is empty. */
export async function takeRedis(): Promise<RedisDatabase> {
  const client = createClient({ url: SERVER, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const info = await client.info('server');
    const { appendonly } = await client.configGet('appendonly');
    const { appendfsync } = await client.configGet('appendfsync');
    for (let index = 15; index >= 0; index -= 1) {
      await client.select(index);
      if ((await client.dbSize()) > 0) continue;
      const url = new URL(SERVER);
      url.pathname = `/${index}`;
      return {
        url: url.href,
        pid: Number(field(info, 'process_id')),
        description: `Redis ${field(info, 'redis_version')}, append-only ${appendonly === 'yes' ? appendfsync : 'off'}`,
        empty: emptier(url.href),
      };
    }
    throw new Error('Redis has no empty database to lend');
  } finally {
    client.destroy();
  }
}

/** Empties the database once: when called, or when this process is interrupted before. */
function emptier(url: string): () => Promise<void> {
  let emptied = false;
  onExit(() => {
    if (!emptied) execFileSync('redis-cli', ['-u', url, 'FLUSHDB'], { stdio: 'ignore' });
  });
  return async () => {
    const client = createClient({ url });
    await client.connect();
    await client.flushDb();
    client.destroy();
    emptied = true;
  };
}
