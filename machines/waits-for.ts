/**
 * Whom or what a workflow waits for, read from its state value. The database's own rule in
 * migration 0009 says the same, so that lists can be filtered by it; a test compares the two.
 */
import { leavesOf } from './state-path.ts';

export const WAITS_FOR = [
  'operator',
  'educator',
  'documents',
  'learner',
  'service',
  'retry',
] as const;
/** `service`: a circuit breaker is open. `retry`: the next try comes by itself. */
export type WaitsFor = (typeof WAITS_FOR)[number];

const ENDED = new Set(['completed', 'cancelled', 'compensated']);
const NEEDS_OPERATOR = new Set(['stuck', 'needs_attention']);

/** Null for one that is at work or has ended. Who can do most about it comes first. */
export function waitsFor(value: unknown, status: string): WaitsFor | null {
  if (ENDED.has(status)) return null;
  if (NEEDS_OPERATOR.has(status)) return 'operator';
  const paths = leavesOf(value);
  const rests = (leaf: string) => paths.some((path) => path.at(-1) === leaf);
  if (rests('awaitingApproval')) return 'educator';
  if (rests('awaitingUploads')) return 'documents';
  if (paths.some((path) => path.slice(-2).join('.') === 'response_collection.collecting'))
    return 'learner';
  if (rests('circuitOpen')) return 'service';
  return rests('backingOff') ? 'retry' : null;
}
