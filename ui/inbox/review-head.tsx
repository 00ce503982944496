/** How urgent a review is, for whom, and where it belongs. */
import type { JSX } from 'preact';
import { Pill, Tag } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import type { Checkpoint, ListedCheckpoint } from './checkpoint.ts';

const ORDINARY = 50;

/** Due date, escalation and priority as pills. */
export function Urgency({
  checkpoint: { due_at, escalated_at, priority, status },
}: {
  checkpoint: ListedCheckpoint;
}): JSX.Element | null {
  if (status !== 'active') return null;
  const isLate = Date.parse(due_at) < Date.now();
  return (
    <>
      {escalated_at && <Pill tone="failed">Escalated</Pill>}
      <Pill tone={isLate ? 'failed' : 'waiting'}>
        {isLate ? 'Was due' : 'Due'} <Time at={due_at} as="relative" />
      </Pill>
      {priority > ORDINARY && <Tag>Urgent</Tag>}
      {priority < ORDINARY && <Tag>Can wait</Tag>}
    </>
  );
}

export function ReviewHead({
  checkpoint,
  onKeys,
}: {
  checkpoint: Checkpoint;
  onKeys: () => void;
}): JSX.Element {
  const { subject, policy, escalations, workflow_id, artifact } = checkpoint;
  const groups = [...new Set([...policy.groups, ...escalations.map(({ to }) => to)])];
  return (
    <div class="row">
      <Urgency checkpoint={checkpoint} />
      <Tag>Version {subject.version}</Tag>
      {groups.length > 0 && <Tag>For {groups.join(', ')}</Tag>}
      <a href={`/w/${workflow_id}`}>Where the workflow stands</a>
      {artifact && (
        <a href={artifact.url} target="_blank" rel="noreferrer">
          Raw file
        </a>
      )}
      <button type="button" class="quiet small keys-hint" onClick={onKeys}>
        <span>
          Press <kbd>?</kbd> for keys
        </span>
      </button>
    </div>
  );
}
