/** What runs at this moment: how far it is, for how long, and how much longer it may take. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Progress } from '../kit/status.tsx';
import { useNow } from '../kit/time.tsx';
import { lasting } from '../words/times.ts';
import type { Child, Model } from './model.ts';
import { partTitle } from './part-words.ts';
import { remaining } from './running.ts';

const WORKERS = new Set(['integrationCall', 'avatarRender']);

export function AtWork({ model }: { model: Model }): JSX.Element | null {
  const workers = model.view.children.filter(({ machine }) => WORKERS.has(machine));
  const now = useNow(workers.length > 0);
  if (workers.length === 0) return null;
  return (
    <section class="panel wf-work" aria-label="At work now">
      <ul>
        {workers.map((child) => (
          <Worker key={child.address} child={child} model={model} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Worker({ child, model, now }: { child: Child; model: Model; now: number }): JSX.Element {
  const running = model.progress[child.address];
  const since = child.created_at ? now - Date.parse(child.created_at) : null;
  const left = remaining(running?.fraction, since);
  const facts = [
    (child.attempt ?? 1) > 1 ? `try ${child.attempt}` : null,
    running?.note ?? null,
    since !== null && since > 2000 ? `for ${lasting(since)}` : null,
    left !== null ? `about ${lasting(left)} to go` : null,
  ].filter((fact) => fact !== null);
  return (
    <li data-child={child.address} class={child.address.split('/').length > 2 ? 'deep' : undefined}>
      <span class="row">
        <span class="active wf-tone">
          <Glyph tone="active" />
        </span>
        <strong>{partTitle(child)}</strong>
        <span class="soft">{facts.join(' · ')}</span>
      </span>
      <Progress
        percent={running ? running.fraction * 100 : null}
        label={`Progress of: ${partTitle(child)}`}
      />
    </li>
  );
}
