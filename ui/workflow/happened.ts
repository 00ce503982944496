/** A line of the timeline in words: retries and waits told apart. Pure. */
import type { Tone } from '../words/tones.ts';
import { inWords } from '../words/words.ts';
import type { TimelineItem } from './model.ts';

const WAITS: Record<string, string> = {
  retry: 'pauses before the next try',
  circuit: 'waits for a service to recover',
  people: 'waits for approval',
  uploads: 'waits for documents',
  learners: 'waits for the learners',
};

/** A line's tone and words. */
export function tell({ status, metadata, state }: TimelineItem): { tone: Tone; text: string } {
  const wait = typeof metadata.wait === 'string' ? metadata.wait : null;
  if (wait === 'retry') return { tone: 'retrying', text: WAITS.retry ?? '' };
  if (wait) return { tone: 'waiting', text: WAITS[wait] ?? 'waits' };
  if (metadata.needs_attention) return { tone: 'failed', text: 'needs a person' };
  if (metadata.interrupted) return { tone: 'idle', text: 'was interrupted' };
  if (status === 'completed') return { tone: 'done', text: 'is complete' };
  if (status === 'failed') return { tone: 'failed', text: 'failed' };
  if (status === 'compensating') return { tone: 'compensating', text: 'is being undone' };
  const attempt = Number(metadata.attempt ?? 1);
  if (attempt > 1) return { tone: 'retrying', text: `tries again (try ${attempt})` };
  return { tone: 'active', text: working(state) };
}

function working(state: string): string {
  const names = state.split('.').filter((each) => each !== 'calling' && each !== 'succeeded');
  return `works: ${inWords(names.at(-1) ?? '')}`;
}
