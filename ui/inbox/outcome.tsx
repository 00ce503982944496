/** What came of a decision, and the way on to the next one. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../kit/status.tsx';
import { getJson } from '../wire/api.ts';
import { CHECKPOINT_TITLES } from '../words/words.ts';
import type { ListedCheckpoint } from './checkpoint.ts';

/** The focus goes on to the next open decision, so that Enter leads there. */
export function Outcome({
  said,
  isOpen,
  workflow,
  id,
  me,
}: {
  said: string;
  /** Others still have to decide. */
  isOpen: boolean;
  workflow: string;
  id: string;
  me: string;
}): JSX.Element {
  const [next, setNext] = useState<ListedCheckpoint | null | undefined>(undefined);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    let isGone = false;
    void getJson<{ items: ListedCheckpoint[] }>('/api/checkpoints?mine=group')
      .then(({ items }) => items.find((each) => each.id !== id && isForMe(each, me)) ?? null)
      .catch(() => null)
      .then((found) => {
        if (!isGone) setNext(found);
      });
    return () => {
      isGone = true;
    };
  }, [id, said]);
  useEffect(() => {
    if (next !== undefined) link.current?.focus();
  }, [next]);
  return (
    <Notice tone="done">
      <p>
        {said}. {isOpen ? 'Others still have to decide.' : 'The workflow goes on.'}
      </p>
      <p class="row">
        {next ? (
          <a ref={link} href={`/inbox/${encodeURIComponent(next.id)}`}>
            Next: {CHECKPOINT_TITLES[next.kind]}, {next.certification_name || next.workflow_id}
          </a>
        ) : (
          <a ref={link} href="/inbox">
            Back to the inbox
          </a>
        )}
        <a href={`/w/${workflow}`}>See the workflow</a>
      </p>
    </Notice>
  );
}

function isForMe({ assignee, may }: ListedCheckpoint, me: string): boolean {
  return (assignee === null || assignee === me) && may.approve === null;
}
