/** Asks Redis whether it is there. One process needs none; several will. */
import { createClient } from 'redis';
import type { ComponentHealth } from '../http/server-ports.ts';

const PATIENCE_MS = 2000;

/** Never rejects: a Redis that is away degrades the system and stops nothing. */
export async function redisHealth(url: string | undefined): Promise<ComponentHealth> {
  if (url === undefined) return { status: 'ok', detail: 'not configured; one process needs none' };
  const client = createClient({
    url,
    socket: { connectTimeout: PATIENCE_MS, reconnectStrategy: false },
  });
  // Without a listener an error event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return { status: 'ok' };
  } catch {
    return { status: 'degraded', detail: 'does not answer; nothing is lost without it' };
  } finally {
    if (client.isOpen) client.destroy();
  }
}
