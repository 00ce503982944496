/** The very first visit: what this is, and two ways to begin. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Button } from '../kit/button.tsx';
import { Notice } from '../kit/status.tsx';
import { postJson } from '../wire/api.ts';
import { hasRole } from '../wire/person.ts';

const STEPS: [string, string][] = [
  ['You file a request', 'A certification, its domains, your documents, your learners.'],
  ['You review', 'Questions with their sources, gaps, scripts: nothing goes out unapproved.'],
  ['Learners get theirs', 'An assessment, a deck for their gaps, captioned videos, a report.'],
];

export function FirstRun(): JSX.Element {
  const { route } = useLocation();
  const [trouble, setTrouble] = useState<string | null>(null);
  const fileExample = async (): Promise<void> => {
    setTrouble(null);
    try {
      const { request } = await postJson<{ request: object }>('/api/examples', {});
      const { workflow_id } = await postJson<{ workflow_id: string }>('/api/workflows', request);
      route(`/w/${encodeURIComponent(workflow_id)}`);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="first-run">
      <p class="lead">
        From one request to a reviewed assessment, a deck for each learner and captioned videos.
        Nothing has been filed here yet.
      </p>
      <ol class="first-steps">
        {STEPS.map(([title, text]) => (
          <li key={title}>
            <span class="strong">{title}</span>
            <span class="soft">{text}</span>
          </li>
        ))}
      </ol>
      {(hasRole('educator') || hasRole('operator')) && (
        <p class="row">
          <Button look="primary" onPress={fileExample}>
            File the example course
          </Button>
          <a href="/requests/new">Begin with your own</a>
        </p>
      )}
      <p class="hint">
        The example is a small course with its documents and five learners; its mails stay on this
        computer unless a mail server is set up.
      </p>
      {trouble && (
        <Notice tone="failed" alert>
          {trouble}
        </Notice>
      )}
    </div>
  );
}
