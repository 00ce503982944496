/** What happened, newest first: retries and waits told apart, with the words of each failure. */
import { h } from './dom.ts';
import { glyph, type Tone } from './glyphs.ts';
import { clockTime, dayAndTime } from './times.ts';
import { inWords, stepTitle } from './words.ts';
import type { TimelineItem } from './workflow-model.ts';

const SHORT = 12;

const WAITS: Record<string, string> = {
  retry: 'pauses before the next try',
  circuit: 'waits for a service to recover',
  people: 'waits for approval',
  uploads: 'waits for documents',
  learners: 'waits for the learners',
};

/** @param all whether everything is shown. */
export function timelineView(
  items: TimelineItem[],
  all: boolean,
  showAll: () => void,
): HTMLElement {
  const newest = [...items].reverse();
  const shown = all ? newest : newest.slice(0, SHORT);
  return h(
    'div',
    null,
    h('ol', { class: 'timeline', reversed: true }, shown.map(line)),
    shown.length < newest.length
      ? h(
          'button',
          { type: 'button', class: 'quiet', 'data-key': 'all-lines', onclick: showAll },
          `Show all ${newest.length}`,
        )
      : null,
  );
}

function line(item: TimelineItem): HTMLElement {
  const { tone, text } = tell(item);
  const failure = item.metadata.failure as { code: string; message: string } | undefined;
  const by = item.metadata.by;
  return h(
    'li',
    { class: tone },
    glyph(tone, 16),
    h(
      'div',
      null,
      h(
        'p',
        null,
        h('strong', null, stepTitle(item.step_name)),
        ` ${text}`,
        typeof by === 'string' ? ` (by ${by})` : null,
      ),
      failure
        ? h('p', { class: 'soft' }, failure.message, ' ', h('code', null, failure.code))
        : null,
    ),
    h(
      'time',
      { datetime: item.timestamp, title: dayAndTime(item.timestamp) },
      clockTime(item.timestamp),
    ),
  );
}

/** A line's tone and words. */
export function tell(item: TimelineItem): { tone: Tone; text: string } {
  const { status, metadata, state } = item;
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
