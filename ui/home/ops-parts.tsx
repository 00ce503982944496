/** What operators and developers look at first: services held off, what waits longest, versions. */
import type { JSX } from 'preact';
import { Panel } from '../kit/page.tsx';
import { Failure } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { inWords, machineTitle, sentence, stepTitle } from '../words/words.ts';

interface Glance {
  breakers: { integration: string; state: string; retry_at: number | null }[];
  waiting: { step: string | null; count: number; oldest: number; oldest_workflow: string }[];
  dead_letters: { open: number };
  versions: { machine: string; version: string; count: number }[];
}

export function Service(): JSX.Element {
  const { data, error, reload } = useLoaded<Glance>('/api/ops');
  const held = data?.breakers.filter(({ state }) => state !== 'closed') ?? [];
  const [longest] = data?.waiting ?? [];
  return (
    <Panel title="Services" actions={<a href="/ops">Operations</a>}>
      {data === null && error !== null && <Failure error={error} onRetry={reload} />}
      {data !== null && (
        <ul class="home-rows">
          {held.length === 0 && (
            <li>
              <Pill tone="done">All services answer</Pill>
            </li>
          )}
          {held.map(({ integration, retry_at }) => (
            <li key={integration}>
              <Pill tone="failed">Held off</Pill> {sentence(inWords(integration))}
              <span class="end">
                tried again <Time at={retry_at} as="relative" />
              </span>
            </li>
          ))}
          <li>
            {data.dead_letters.open === 0
              ? 'Nothing is stopped.'
              : `${data.dead_letters.open} stopped, and waiting for a decision.`}
          </li>
          {longest && (
            <li>
              Waits longest:{' '}
              <a href={`/w/${encodeURIComponent(longest.oldest_workflow)}`}>
                {stepTitle(longest.step)}
              </a>
              <span class="end">
                <Time at={longest.oldest} as="relative" />
              </span>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

export function Machines(): JSX.Element {
  const { data, error, reload } = useLoaded<Glance>('/api/ops');
  return (
    <Panel title="Machines" actions={<a href="/inspector">Inspector</a>}>
      {data === null && error !== null && <Failure error={error} onRetry={reload} />}
      <ul class="home-rows">
        {data?.versions.map(({ machine, version, count }) => (
          <li key={`${machine} ${version}`}>
            <a href={`/machines/${machine}/${version}`}>{machineTitle(machine)}</a>
            <span class="sub">
              <code>{version}</code>
            </span>
            <span class="end number">{count.toLocaleString()} alive</span>
          </li>
        ))}
      </ul>
      {data && data.dead_letters.open > 0 && (
        <p>
          <a href="/ops">{data.dead_letters.open} dead letters are open</a>
        </p>
      )}
    </Panel>
  );
}
