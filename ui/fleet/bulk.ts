/** One action on a whole view, in words. Pure. */
import type { BulkProgress } from './live.ts';
import type { Row } from './row.ts';

export const VERBS = ['retry', 'skip', 'cancel', 'give_up'] as const;
export type Verb = (typeof VERBS)[number];

export const VERB_WORDS: Record<Verb, { name: string; does: string; past: string }> = {
  retry: { name: 'Retry', does: 'The failed call is made again.', past: 'retried' },
  skip: {
    name: 'Skip',
    does: 'The failed step is passed over; the report says so.',
    past: 'skipped',
  },
  cancel: {
    name: 'Cancel',
    does: 'The workflow ends, and what it did is undone.',
    past: 'cancelled',
  },
  give_up: {
    name: 'Give up',
    does: 'What was done is undone, and the workflow ends.',
    past: 'given up',
  },
};

export interface Preview {
  action: Verb;
  /** Workflows of the view. */
  count: number;
  /** Of those, already ended or stuck. */
  ended: number;
  accepting: number;
  sample: Row[];
  token: string;
}

const plural = (n: number): string => `${n.toLocaleString()} ${n === 1 ? 'workflow' : 'workflows'}`;

/** What will and what will not happen, before it does. */
export function previewWords({ action, count, ended, accepting }: Preview): string[] {
  const others = count - ended - accepting;
  return [
    `This view has ${plural(count)}.`,
    ended > 0 ? `${plural(ended)} of them ended or stuck: nothing happens to those.` : '',
    others > 0 ? `${plural(others)} cannot be ${VERB_WORDS[action].past} as they stand.` : '',
    accepting > 0
      ? `${plural(accepting)} will be ${VERB_WORDS[action].past}.`
      : `None can be ${VERB_WORDS[action].past} now.`,
  ].filter((line) => line !== '');
}

export function progressWords({ total, open, accepted, refused, failed }: BulkProgress): string {
  const done = total - open;
  const parts = [
    `${done.toLocaleString()} of ${total.toLocaleString()} done`,
    `${accepted.toLocaleString()} accepted`,
    refused > 0 ? `${refused.toLocaleString()} no longer possible` : '',
    failed > 0 ? `${failed.toLocaleString()} failed` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
