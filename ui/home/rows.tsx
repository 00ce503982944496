/** A few workflows, one line each. */
import type { ComponentChildren, JSX } from 'preact';
import { StatusPill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { stepTitle } from '../words/words.ts';
import type { HomeRow } from './home.ts';

export function Rows({ rows, none }: { rows: HomeRow[]; none: ComponentChildren }): JSX.Element {
  if (rows.length === 0) return <>{none}</>;
  return (
    <ul class="home-rows">
      {rows.map((row) => (
        <li key={row.workflow_id}>
          <a href={`/w/${encodeURIComponent(row.workflow_id)}`}>
            {row.certification_name || row.workflow_id}
          </a>
          <span class="sub">
            {stepTitle(row.step_name)} · <code>{row.workflow_id}</code>
          </span>
          <span class="end">
            <StatusPill status={row.status} />
            <Time at={row.updated_at} as="relative" />
          </span>
        </li>
      ))}
    </ul>
  );
}
