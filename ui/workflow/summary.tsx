/** Where the workflow stands, who has to act next, how far it is and when it may be done. */
import type { JSX } from 'preact';
import { Glyph } from '../kit/glyph.tsx';
import { Progress, StatusPill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { nextActions } from '../words/next-action.ts';
import { Interventions } from './interventions.tsx';
import type { WorkflowView } from './model.ts';
import type { Shown } from './shown.ts';
import { StepsRail } from './steps-rail.tsx';

export function Summary({ shown }: { shown: Shown }): JSX.Element {
  const { id, model, past, workflow } = shown;
  const { view } = model;
  return (
    <section class="panel wf-summary" aria-label="Summary">
      <div class="wf-head">
        <StatusPill status={view.status} />
        <ul class="wf-next">
          {nextActions(view).map(({ tone, text, link }) => (
            <li key={text} class={tone}>
              <Glyph tone={tone} size={20} />
              <span>{text}</span>
              {link && past === null && (
                <a class="button" href={link.path}>
                  {link.text}
                </a>
              )}
            </li>
          ))}
        </ul>
        {past === null && <Interventions id={id} view={view} onDone={workflow.reload} />}
      </div>
      <StepsRail view={view} />
      <p class="soft wf-facts">
        <Progress percent={view.progress_percentage} label="Progress of the workflow" />
        <Estimate view={view} />
        <span>
          Started <Time at={view.created_at} />
        </span>
        <span>
          changed <Time at={view.updated_at} as={past === null ? 'relative' : 'day'} />
        </span>
        <span>
          position <a href={`/w/${encodeURIComponent(id)}/at/${view.seq}`}>{view.seq}</a> of its
          journal
        </span>
        <a
          href={`/inspector?workflow=${encodeURIComponent(id)}&replay=1`}
          target="_blank"
          rel="noopener"
        >
          Inspect
        </a>
      </p>
    </section>
  );
}

const OVER = new Set(['completed', 'cancelled', 'compensated']);

/** What it goes by, or that there is nothing to go by: an estimate without that is a guess. */
function Estimate({ view }: { view: WorkflowView }): JSX.Element | null {
  if (OVER.has(view.status) || view.status === 'compensating') return null;
  const { estimated_completion: at, estimated_from: runs } = view;
  if (at === null)
    return <span>No estimate yet: it takes three finished workflows to judge by</span>;
  return (
    <span>
      The machines’ part may be done <Time at={at} as="relative" />, judged by {runs ?? 'some'}{' '}
      finished workflows; waiting for people comes on top
    </span>
  );
}
