/** What happened to the steps, newest first, in words. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Fold } from '../kit/page.tsx';
import { Time } from '../kit/time.tsx';
import { count, stepTitle } from '../words/words.ts';
import { tell } from './happened.ts';
import type { TimelineItem } from './model.ts';

export function HappenedList({ items }: { items: TimelineItem[] }): JSX.Element {
  return (
    <section class="panel" aria-label="What happened">
      <Fold title={`What happened, in words (${count(items.length, 'line')})`}>
        <ol class="wf-happened" reversed>
          {[...items].reverse().map((item) => (
            <Line key={`${item.seq} ${item.step_name} ${item.status} ${item.state}`} item={item} />
          ))}
        </ol>
      </Fold>
    </section>
  );
}

function Line({ item }: { item: TimelineItem }): JSX.Element {
  const { tone, text } = tell(item);
  const failure = item.metadata.failure as { code: string; message: string } | undefined;
  const by = item.metadata.by;
  return (
    <li class={tone}>
      <Glyph tone={tone} />
      <div>
        <p>
          <strong>{stepTitle(item.step_name)}</strong> {text}
          {typeof by === 'string' && ` (by ${by})`}
        </p>
        {failure && (
          <p class="soft">
            {failure.message} <code>{failure.code}</code>
          </p>
        )}
      </div>
      <Time at={item.timestamp} as="clock" />
    </li>
  );
}
