/** The newest entries of the audit trail. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Empty, Failure } from '../kit/standing.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';

interface Entry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
}

export function Audit(): JSX.Element {
  const { data, error, reload } = useLoaded<{ items: Entry[] }>('/api/audit?limit=8');
  return (
    <Panel title="What people did last" actions={<a href="/audit">Audit trail</a>}>
      {data === null && error !== null && <Failure error={error} onRetry={reload} />}
      {data?.items.length === 0 && <Empty title="Nobody has done anything yet" />}
      <ul class="home-rows">
        {data?.items.map(({ seq, at, actor, action, subject }) => (
          <li key={seq}>
            <span>
              <span class="strong">{actor}</span> <code>{action}</code>
            </span>
            <span class="sub">{subject}</span>
            <span class="end">
              <Time at={at} as="relative" />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
