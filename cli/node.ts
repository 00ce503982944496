/** Which of the processes on one database this is, and how often it says that it is alive. */
import { hostname } from 'node:os';
import type { Config } from '../ops/config.ts';
import type { Database } from '../persistence/database.ts';
import type { NodeOptions } from '../runtime/node.ts';

/** The embedded database admits one process: nobody waits for its beat, so it need not be quick. */
const LONE_BEAT_MS = 60_000;
const BEATS_PER_LEASE = 3;

export function nodeFor(config: Config, kind: Database['kind']): NodeOptions {
  const id = config.nodeId ?? `${hostname()}:${config.dataDir}:${config.port}`;
  if (kind === 'embedded')
    return { id, beatMs: LONE_BEAT_MS, leaseMs: LONE_BEAT_MS * BEATS_PER_LEASE };
  const leaseMs = config.nodeLeaseMs;
  return { id, beatMs: Math.floor(leaseMs / BEATS_PER_LEASE), leaseMs };
}
