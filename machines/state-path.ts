/** Reads state values: which leaves are occupied, and what a leaf's name says about the workflow. */
import { STEP_NAMES, type StepName } from './vocabulary.ts';

/** What an occupied leaf means for whoever waits. */
export type Mood = 'working' | 'retrying' | 'waiting' | 'needs_attention' | 'completed';

const MOODS: Record<string, Mood> = {
  backingOff: 'retrying',
  circuitOpen: 'waiting',
  awaitingApproval: 'waiting',
  awaitingUploads: 'waiting',
  collecting: 'waiting',
  needsAttention: 'needs_attention',
  noDocuments: 'needs_attention',
  rejected: 'needs_attention',
  collectionFailed: 'needs_attention',
  renderingFailed: 'needs_attention',
  compensationFailed: 'needs_attention',
  completed: 'completed',
};

/** Dotted-path segments of every occupied leaf, in document order. */
export function leavesOf(value: unknown): string[][] {
  if (typeof value === 'string') return [[value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    leavesOf(below).map((path) => [key, ...path]),
  );
}

/** The step a leaf belongs to; null outside the eleven steps. */
export function stepOf(path: string[]): StepName | null {
  return STEP_NAMES.find((step) => path.includes(step)) ?? null;
}

/** What the last segment of a path says. */
export function moodOf(path: string[]): Mood {
  return MOODS[path.at(-1) ?? ''] ?? 'working';
}
