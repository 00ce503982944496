/** Reads a statechart's state value: which states are occupied and what they mean to people. */
import type { Tone } from './tones.ts';

/** Path segments of every innermost occupied state. */
export function leavesOf(value: unknown): string[][] {
  if (typeof value === 'string') return [[value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const paths = leavesOf(below);
    return paths.length === 0 ? [[key]] : paths.map((path) => [key, ...path]);
  });
}

/** Ids of all occupied states, ancestors and the machine itself included. */
export function occupied(machine: string, value: unknown): Set<string> {
  const ids = new Set([machine]);
  for (const path of leavesOf(value))
    for (let depth = 1; depth <= path.length; depth += 1)
      ids.add([machine, ...path.slice(0, depth)].join('.'));
  return ids;
}

const TONES: Record<string, Tone> = {
  backingOff: 'retrying',
  retryWait: 'retrying',
  circuitOpen: 'waiting',
  awaitingApproval: 'waiting',
  awaitingUploads: 'waiting',
  collecting: 'waiting',
  open: 'waiting',
  reserved: 'waiting',
  escalated: 'waiting',
  needsAttention: 'failed',
  noDocuments: 'failed',
  rejected: 'failed',
  collectionFailed: 'failed',
  renderingFailed: 'failed',
  compensationFailed: 'failed',
  completed: 'done',
  cancelled: 'idle',
  compensated: 'idle',
};

/** How an occupied leaf stands. */
export function toneOf(path: string[]): Tone {
  const tone = TONES[path.at(-1) ?? ''];
  if (tone) return tone;
  return path[0] === 'compensating' ? 'compensating' : 'active';
}

/** The phase (top state) a value is in; null for none. */
export function phaseOf(value: unknown): string | null {
  return leavesOf(value)[0]?.[0] ?? null;
}
