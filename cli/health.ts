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

export function createHealth(parts: { database: Database; engine: Engine; config: Config }) {
  return async (): Promise<Record<string, ComponentHealth>> => {
    const components: Record<string, ComponentHealth> = {
      database: await parts.database.ping().then(
        () => ({ status: 'ok' as const, detail: parts.database.kind }),
        () => ({ status: 'down' as const, detail: 'does not answer' }),
      ),
      redis: await redisHealth(parts.config.redisUrl),
    };
    for (const name of BEHIND_BREAKERS) components[name] = await breakerHealth(parts.engine, name);
    return components;
  };
}

async function breakerHealth(engine: Engine, integration: string): Promise<ComponentHealth> {
  const breaker = await engine.read(breakerAddress(integration)).catch(() => null);
  if (breaker === null) return { status: 'degraded', detail: 'no breaker yet' };
  const state = String(breaker.value);
  return state === 'closed' ? { status: 'ok' } : { status: 'degraded', detail: `breaker ${state}` };
}
