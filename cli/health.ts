/** Health per component, for `/ready`: the database by asking it, integrations by their breakers. */
import type { ComponentHealth } from '../http/server-ports.ts';
import { breakerAddress } from '../machines/circuit-breaker.ts';
import type { Config } from '../ops/config.ts';
import type { Database } from '../persistence/database.ts';
import type { Engine } from '../runtime/ports.ts';
import { redisHealth } from './redis-health.ts';

const BEHIND_BREAKERS = [
  'google_apis',
  'presgen_core',
  'presgen_avatar',
  'knowledge_base',
  'assessment_engine',
  'notification',
];

/** Breakers are actors: without the database nobody can say how they stand. */
const UNKNOWN: ComponentHealth = { status: 'degraded', detail: 'unknown without the database' };

interface Parts {
  database: Database;
  engine: Engine;
  config: Config;
}

export function createHealth(parts: Parts) {
  return async (): Promise<Record<string, ComponentHealth>> => {
    const components: Record<string, ComponentHealth> = {
      database: await databaseHealth(parts),
      redis: await redisHealth(parts.config.redisUrl),
    };
    const isDown = components.database?.status === 'down';
    for (const name of BEHIND_BREAKERS)
      components[name] = isDown ? UNKNOWN : await breakerHealth(parts.engine, name);
    return components;
  };
}

/**
 * A database may answer and still take nothing in, when its disk is full or it is read-only; what
 * counts is whether the engine can commit.
 */
async function databaseHealth({ database, engine }: Parts): Promise<ComponentHealth> {
  const reason = engine.unavailable();
  if (reason !== null) return { status: 'down', detail: reason };
  return database.ping().then(
    () => ({ status: 'ok', detail: database.kind }),
    (error: Error) => ({ status: 'down', detail: error.message }),
  );
}

async function breakerHealth(engine: Engine, integration: string): Promise<ComponentHealth> {
  const breaker = await engine.read(breakerAddress(integration)).catch(() => null);
  if (breaker === null) return { status: 'degraded', detail: 'no breaker yet' };
  const state = String(breaker.value);
  return state === 'closed' ? { status: 'ok' } : { status: 'degraded', detail: `breaker ${state}` };
}
