/** `/ops`: whether everything runs, what waits, what went wrong. */
import type { JSX } from 'preact';
import './ops.css';
import { FeedSign } from '../kit/feed-sign.tsx';
import { Page, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Pill, StatusPill } from '../kit/status.tsx';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { lasting } from '../words/times.ts';
import { stepTitle } from '../words/words.ts';
import { Breakers } from './breakers.tsx';
import {
  COMPONENT_TONES,
  COMPONENT_WORDS,
  effectWords,
  incidentWords,
  type Outcomes,
  type Overview,
  serviceTitle,
  successRate,
  WINDOW_WORDS,
} from './overview.ts';
import { StepBars } from './step-bars.tsx';
import { useRefreshed } from './use-refreshed.ts';

export default function OpsPage(): JSX.Element {
  const { data, error, reload } = useLoaded<Overview>('/api/ops');
  const feed = useRefreshed(reload);
  if (data === null && error !== null)
    return <Failure heading={1} error={error} onRetry={reload} />;
  return (
    <Page title="Operations" actions={<FeedSign {...feed} />}>
      {data === null ? <Loading what="Looking at the installation" /> : <Everything of={data} />}
    </Page>
  );
}

function Everything({ of }: { of: Overview }): JSX.Element {
  return (
    <>
      <Components of={of} />
      <Counts of={of} />
      <div class="ops-columns">
        <Breakers breakers={of.breakers} />
        <Service outcomes={of.outcomes} />
        <Waiting of={of} />
        <Work of={of} />
      </div>
      <StepBars times={of.step_times} />
      <div class="ops-columns">
        <Letters of={of} />
        <Incidents of={of} />
        <Processes of={of} />
      </div>
    </>
  );
}

function Components({ of }: { of: Overview }): JSX.Element {
  return (
    <Panel title="Components">
      <ul class="components">
        {Object.entries(of.components).map(([name, { status, detail }]) => (
          <li key={name}>
            <span class="strong">{serviceTitle(name)}</span>
            <Pill tone={COMPONENT_TONES[status] ?? 'idle'}>
              {COMPONENT_WORDS[status] ?? status}
            </Pill>
            {detail && <span class="sub">{detail}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Counts({ of }: { of: Overview }): JSX.Element {
  const known = Object.entries(of.counts).filter(([, n]) => n > 0);
  if (known.length === 0) return <p class="soft">No workflow has been filed yet.</p>;
  return (
    <ul class="chips" aria-label="Workflows by status">
      {known.map(([status, n]) => (
        <li key={status}>
          <a class="chip" href={`/w?state=${status}`}>
            <StatusPill status={status} />
            <span class="number">{n.toLocaleString()}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Service({ outcomes }: { outcomes: Outcomes[] }): JSX.Element {
  const rate = (each: Outcomes): string => {
    const share = successRate(each);
    return share === null ? 'none ended' : `${(share * 100).toFixed(share === 1 ? 0 : 1)} %`;
  };
  return (
    <Panel title="What came of workflows">
      <Table
        caption="Success: completed, of those completed or given up"
        columns={[
          { name: 'Ended in the', cell: ({ window }) => WINDOW_WORDS[window] ?? window },
          { name: 'Success', isNumber: true, cell: rate },
          { name: 'Completed', isNumber: true, cell: (each) => each.completed.toLocaleString() },
          { name: 'Given up', isNumber: true, cell: (each) => each.compensated.toLocaleString() },
          { name: 'Cancelled', isNumber: true, cell: (each) => each.cancelled.toLocaleString() },
          {
            name: 'To the result: half / 95 %',
            isNumber: true,
            cell: ({ p50_ms, p95_ms }) => `${span(p50_ms)} / ${span(p95_ms)}`,
          },
        ]}
        rows={outcomes}
        keyOf={({ window }) => window}
      />
    </Panel>
  );
}

const span = (ms: number | null): string => (ms === null ? '–' : lasting(ms));

const WAITS: Record<string, string> = {
  operator: 'An operator',
  educator: 'An educator',
  documents: 'Documents',
  learner: 'Learners',
  service: 'A service that is away',
  retry: 'The next try',
};

function Waiting({ of }: { of: Overview }): JSX.Element {
  return (
    <Panel title="What workflows wait for">
      <Table
        caption="The one that has waited longest comes first"
        columns={[
          { name: 'Waits for', cell: ({ waits_for }) => WAITS[waits_for] ?? waits_for },
          { name: 'Step', cell: ({ step }) => stepTitle(step) },
          {
            name: 'Workflows',
            isNumber: true,
            cell: ({ count, waits_for, step }) => (
              <a href={`/w?waits=${waits_for}${step ? `&step=${step}` : ''}`}>
                {count.toLocaleString()}
              </a>
            ),
          },
          {
            name: 'Longest since',
            cell: ({ oldest, oldest_workflow }) => (
              <a href={`/w/${encodeURIComponent(oldest_workflow)}`}>
                <Time at={oldest} as="relative" />
              </a>
            ),
          },
        ]}
        rows={of.waiting}
        keyOf={({ waits_for, step }) => `${waits_for} ${step}`}
        none="Nothing waits."
      />
    </Panel>
  );
}

function Work({ of }: { of: Overview }): JSX.Element {
  const { count, oldest } = of.overdue;
  return (
    <Panel title="Calls under way">
      <Table
        caption="Outside calls that are running now"
        columns={[
          { name: 'Call', cell: ({ call }) => effectWords(call) },
          { name: 'Running', isNumber: true, cell: ({ running }) => running.toLocaleString() },
          {
            name: 'Begun again after a restart',
            isNumber: true,
            cell: ({ begun_again }) => begun_again.toLocaleString(),
          },
        ]}
        rows={of.effects}
        keyOf={({ call }) => call}
        none="No call is running."
      />
      <p class="hint">
        {count === 0
          ? 'No message or timer is late.'
          : `${count.toLocaleString()} messages or timers are due; the oldest since ${oldest ? lasting(Math.max(0, Date.now() - oldest)) : '–'}.`}
      </p>
    </Panel>
  );
}

function Letters({ of }: { of: Overview }): JSX.Element {
  const { open, items } = of.dead_letters;
  return (
    <Panel title="Stopped, and waiting for a decision">
      {open > items.length && (
        <p class="hint">
          {open.toLocaleString()} are open; these are the newest {items.length}.
        </p>
      )}
      {open === 0 ? (
        <Empty title="Nothing is stopped" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <ul class="plain" tabIndex={0} aria-label="Open dead letters">
          {items.map(({ id, workflow_id, error, at }) => (
            <li key={id}>
              <a href={`/w/${encodeURIComponent(workflow_id)}`}>{workflow_id}</a>{' '}
              <code>{error.code}</code> <span class="soft">{error.message.slice(0, 200)}</span>{' '}
              <Time at={at} as="relative" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Incidents({ of }: { of: Overview }): JSX.Element {
  return (
    <Panel title="What happened">
      {of.incidents.length === 0 ? (
        <Empty title="No incident on record" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <ol class="incidents" tabIndex={0} aria-label="Incidents, the newest first">
          {of.incidents.map((incident) => {
            const { tone, text } = incidentWords(incident);
            return (
              <li key={`${incident.at} ${incident.kind} ${incident.what}`} class={tone}>
                <Time at={incident.at} />
                <span>{text}</span>
                {incident.workflow && (
                  <a href={`/w/${encodeURIComponent(incident.workflow)}`}>{incident.workflow}</a>
                )}
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}

function Processes({ of }: { of: Overview }): JSX.Element {
  return (
    <Panel title="Processes and machine versions">
      <Table
        caption="Processes that share the database"
        columns={[
          { name: 'Process', cell: ({ id }) => <code>{id}</code> },
          {
            name: 'Standing',
            cell: ({ is_alive }) => (
              <Pill tone={is_alive ? 'done' : 'idle'}>{is_alive ? 'Alive' : 'Gone'}</Pill>
            ),
          },
          { name: 'Starts', isNumber: true, cell: ({ starts }) => starts.toLocaleString() },
        ]}
        rows={of.nodes}
        keyOf={({ id }) => id}
      />
      <Table
        caption="Actors alive on each machine version"
        columns={[
          {
            name: 'Machine',
            cell: ({ machine, version }) => (
              <a href={`/machines/${machine}/${version}`}>
                {machine} <code>{version.slice(0, 10)}</code>
              </a>
            ),
          },
          { name: 'Actors', isNumber: true, cell: ({ count }) => count.toLocaleString() },
        ]}
        rows={of.versions}
        keyOf={({ machine, version }) => `${machine} ${version}`}
      />
    </Panel>
  );
}
