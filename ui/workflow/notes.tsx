/** What an educator should know about although the workflow went on. */
import type { JSX } from 'preact';
import { Notice } from '../kit/status.tsx';
import { inWords, stepTitle } from '../words/words.ts';
import type { WorkflowView } from './model.ts';

/** More than this many are folded away. */
const SHORT = 3;

export function Notes({ view }: { view: WorkflowView }): JSX.Element | null {
  const notes = notesOf(view);
  const older = view.current_version !== null && view.current_version !== view.version;
  if (notes.length === 0 && !older) return null;
  const [first, rest] = [notes.slice(0, SHORT), notes.slice(SHORT)];
  return (
    <section class="wf-notes" aria-label="To know">
      {older && (
        <Notice tone="idle">
          It began on an earlier version of its statechart and stays on it; the chart shows that
          version.
        </Notice>
      )}
      {first}
      {rest.length > 0 && (
        <details class="fold">
          <summary>{rest.length} more to know</summary>
          {rest}
        </details>
      )}
    </section>
  );
}

function notesOf(view: WorkflowView): JSX.Element[] {
  const { skipped = [], left_behind = [] } = view.context;
  return [
    ...view.degraded.map((what) => (
      <Notice key={`degraded ${what}`} tone="waiting">
        <strong>Degraded:</strong> {what}
      </Notice>
    )),
    ...view.warnings.map(({ message, code }, index) => (
      <Notice key={`${code} ${index}`} tone="waiting">
        {message} <code>{code}</code>
      </Notice>
    )),
    ...skipped.map((what) => (
      <Notice key={`skipped ${what}`} tone="idle">
        Passed over: {inWords(what).replace('/', ', ')}
      </Notice>
    )),
    ...left_behind.map(({ step, by }) => (
      <Notice key={`left ${step}`} tone="failed">
        {by} left the effects of “{stepTitle(step)}” behind.
      </Notice>
    )),
  ];
}
