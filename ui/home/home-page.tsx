/** `/`: where a person begins, by what they do here. */
import type { JSX } from 'preact';
import './home.css';
import { Page, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { StatusPill } from '../kit/status.tsx';
import { Time } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { hasRole, me } from '../wire/person.ts';
import { CHECKPOINT_TITLES } from '../words/words.ts';
import { Audit } from './audit-part.tsx';
import { FirstRun } from './first-run.tsx';
import {
  byDue,
  type HomeAnswer,
  type HomeCheckpoint,
  isEmpty,
  type Part,
  partsFor,
} from './home.ts';
import { Machines, Service } from './ops-parts.tsx';
import { Rows } from './rows.tsx';

export default function HomePage(): JSX.Element {
  const { data, error, reload } = useLoaded<HomeAnswer>('/api/home');
  const name = me.value?.name || me.value?.person;
  if (data === null)
    return error === null ? <Loading /> : <Failure heading={1} error={error} onRetry={reload} />;
  if (isEmpty(data))
    return (
      <Page title="Welcome to PresGen">
        <FirstRun />
      </Page>
    );
  return (
    <Page title={name && name !== 'local-admin' ? `Hello, ${name}` : 'Home'}>
      <div class="home-parts">
        {partsFor(hasRole).map((part) => (
          <PartOf key={part} part={part} data={data} />
        ))}
      </div>
    </Page>
  );
}

function PartOf({ part, data }: { part: Part; data: HomeAnswer }): JSX.Element {
  switch (part) {
    case 'checkpoints':
      return <Checkpoints />;
    case 'runs':
      return <Runs data={data} />;
    case 'fleet':
      return <Fleet data={data} />;
    case 'service':
      return <Service />;
    case 'machines':
      return <Machines />;
    case 'audit':
      return <Audit />;
  }
}

const SHOWN = 6;

function Checkpoints(): JSX.Element {
  const { data, error, reload } = useLoaded<{ items: HomeCheckpoint[] }>('/api/checkpoints');
  const items = byDue(data?.items ?? []);
  return (
    <Panel
      title={items.length > 0 ? `To review (${items.length})` : 'To review'}
      actions={<a href="/inbox">Inbox</a>}
    >
      {data === null && (error === null ? <Loading /> : <Failure error={error} onRetry={reload} />)}
      {data !== null && items.length === 0 && (
        <Empty title="Nothing waits for a decision">
          <p>Questions, gaps, scripts and releases appear here when they are ready.</p>
        </Empty>
      )}
      <ul class="home-rows">
        {items.slice(0, SHOWN).map((item) => (
          <li key={item.id}>
            <a href={`/inbox/${encodeURIComponent(item.id)}`}>
              {CHECKPOINT_TITLES[item.kind as keyof typeof CHECKPOINT_TITLES] ?? item.kind}
            </a>
            <span class="sub">{item.certification_name || item.workflow_id}</span>
            <span class="end">
              {item.assignee && <span class="soft">reserved by {item.assignee} · </span>}
              due <Time at={item.due_at} as="relative" />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Runs({ data }: { data: HomeAnswer }): JSX.Element {
  return (
    <>
      <Panel title="Filed by me">
        <Rows
          rows={data.mine}
          none={
            <Empty title="You have filed nothing yet">
              <p>
                <a href="/requests/new">File a request</a>
              </p>
            </Empty>
          }
        />
      </Panel>
      <Panel title="Completed last" actions={<a href="/w?state=completed">All completed</a>}>
        <Rows rows={data.finished} none={<Empty title="Nothing has been completed yet" />} />
      </Panel>
    </>
  );
}

function Fleet({ data }: { data: HomeAnswer }): JSX.Element {
  const known = Object.entries(data.counts).filter(([, count]) => count > 0);
  return (
    <Panel title="Workflows" actions={<a href="/w">All workflows</a>}>
      <ul class="chips">
        {known.map(([status, count]) => (
          <li key={status}>
            <a class="chip" href={`/w?state=${status}`}>
              <StatusPill status={status} />
              <span class="number">{count.toLocaleString()}</span>
            </a>
          </li>
        ))}
      </ul>
      <h3>Needs an operator, the longest first</h3>
      <Rows rows={data.attention} none={<p class="soft">None does.</p>} />
      <h3>Waits for an educator, the longest first</h3>
      <Rows rows={data.waiting} none={<p class="soft">None does.</p>} />
    </Panel>
  );
}
