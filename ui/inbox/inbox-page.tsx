/** `/inbox`: what waits for a person's decision, the most urgent first. */
import './inbox.css';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { FeedSign } from '../kit/feed-sign.tsx';
import { Page } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Pill, Tag } from '../kit/status.tsx';
import { type FeedState, openFeed } from '../wire/feed.ts';
import { useLoaded } from '../wire/loaded.ts';
import { actingAs } from '../wire/person.ts';
import { CHECKPOINT_TITLES, count } from '../words/words.ts';
import type { ListedCheckpoint } from './checkpoint.ts';
import { FILTERS, filterPath, inboxFilters } from './inbox-filters.ts';
import { ReservedUntil } from './reservation.tsx';
import { Urgency } from './review-head.tsx';

interface Listed {
  items: ListedCheckpoint[];
  total: number;
  complete: boolean;
}

export default function InboxPage(): JSX.Element {
  const { query } = useLocation();
  const me = actingAs();
  const filters = inboxFilters(query);
  const { data, error, reload } = useLoaded<Listed>(
    `/api/checkpoints?${new URLSearchParams(filters)}`,
  );
  const feed = useFleetFeed(reload);
  return (
    <Page
      title="Inbox"
      lead="Decisions that workflows wait for, the most urgent first."
      actions={feed && <FeedSign {...feed} />}
    >
      <Filters chosen={filters} />
      {error !== null && <Failure error={error} onRetry={reload} />}
      {data === null && error === null && <Loading what="Looking what waits" />}
      {data && data.items.length === 0 && <Nothing isFiltered={Object.keys(filters).length > 0} />}
      {data && data.items.length > 0 && (
        <>
          <ul class="cards">
            {data.items.map((each) => (
              <Waiting key={each.id} checkpoint={each} me={me} />
            ))}
          </ul>
          {!data.complete && (
            <p class="soft">
              {count(data.items.length, 'decision')} of {data.total} are shown. Narrow the list to
              see others.
            </p>
          )}
        </>
      )}
    </Page>
  );
}

function Filters({ chosen }: { chosen: Record<string, string> }): JSX.Element {
  const { route } = useLocation();
  return (
    <search class="filters" aria-label="Narrow the inbox">
      {FILTERS.map(({ name, label, choices }) => (
        <div class="field" key={name}>
          <label for={`filter-${name}`}>{label}</label>
          <select
            id={`filter-${name}`}
            value={chosen[name] ?? ''}
            onChange={(event) =>
              route(filterPath({ ...chosen, [name]: event.currentTarget.value }), true)
            }
          >
            {choices.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </div>
      ))}
    </search>
  );
}

function Waiting({ checkpoint, me }: { checkpoint: ListedCheckpoint; me: string }): JSX.Element {
  const { id, kind, certification_name, policy, approvals, assignee, subject } = checkpoint;
  return (
    <li class="card">
      <div>
        <h2>
          <a href={`/inbox/${encodeURIComponent(id)}`}>{CHECKPOINT_TITLES[kind]}</a>
        </h2>
        <p class="soft">{certification_name || checkpoint.workflow_id}</p>
      </div>
      <div class="row">
        <Urgency checkpoint={checkpoint} />
        {assignee !== null && <ReservedUntil checkpoint={checkpoint} me={me} />}
        {policy.quorum > 1 && (
          <Tag>
            {approvals.length} of {policy.quorum} approvals
          </Tag>
        )}
        {approvals.includes(me) && <Pill tone="done">You approved</Pill>}
        {subject.authors.includes(me) && <Tag>You edited this</Tag>}
        {checkpoint.flags.length > 0 && (
          <Pill tone="failed">{count(checkpoint.flags.length, 'doubt')}</Pill>
        )}
        {checkpoint.may.claim?.code === 'NOT_IN_GROUP' && <Tag>For {policy.groups.join(', ')}</Tag>}
      </div>
    </li>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }): JSX.Element {
  if (isFiltered)
    return (
      <Empty title="Nothing here fits">
        <p>
          <a href="/inbox">Show everything that waits</a>
        </p>
      </Empty>
    );
  return (
    <Empty title="Nothing waits for a decision">
      <p>Checkpoints appear here as soon as a workflow reaches one.</p>
      <p>
        <a href="/w">Look at the workflows</a>
      </p>
    </Empty>
  );
}

/** Reads again when something moved, at most once a second. */
function useFleetFeed(reload: () => void): FeedState | null {
  const [state, setState] = useState<FeedState | null>(null);
  useEffect(() => {
    let pause = 0;
    const opened = openFeed({
      path: () => '/ws/fleet',
      onState: (next) => setState({ ...next }),
      onMessages: () => {
        if (pause !== 0) return;
        pause = window.setTimeout(() => {
          pause = 0;
          reload();
        }, READ_AGAIN_MS);
      },
    });
    return () => {
      window.clearTimeout(pause);
      opened.close();
    };
  }, [reload]);
  return state;
}

const READ_AGAIN_MS = 1000;
