/** `/w`: every workflow. The address says which of them, in what order, and where one looks. */
import type { JSX } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import './fleet.css';
import { announce } from '../kit/announce.ts';
import { FeedSign } from '../kit/feed-sign.tsx';
import { Page } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { hasRole } from '../wire/person.ts';
import type { Bar } from './bars.ts';
import { BulkBar } from './bulk-bar.tsx';
import { FoldedFilters, Standings, TimeRange } from './filters.tsx';
import { Histogram } from './histogram.tsx';
import { SavedViews } from './saved-views.tsx';
import { FleetTable } from './table.tsx';
import { type Fleet, rankAt, useFleet } from './use-fleet.ts';
import { addressOf, type FleetView, isFiltered, readView } from './view.ts';

export default function FleetPage(): JSX.Element {
  const { url, route } = useLocation();
  const view = useMemo(() => readView(url.split('?')[1] ?? ''), [url]);
  const fleet = useFleet(view);
  const [target, setTarget] = useState<{ row: number } | null>(null);
  const change = useCallback(
    (part: Partial<FleetView>) => {
      setTarget({ row: 0 });
      route(addressOf({ ...view, ...part, row: 0 }));
    },
    [view],
  );
  const remember = useCallback(
    (row: number) => {
      if (location.pathname === '/w') history.replaceState(null, '', addressOf({ ...view, row }));
    },
    [view],
  );
  const jump = async ({ end }: Bar): Promise<void> => {
    const sort = `-${view.time}`;
    const row = await rankAt(view, end - 1);
    if (sort !== view.sort) route(addressOf({ ...view, sort, row }));
    setTarget({ row });
    announce(`Row ${(row + 1).toLocaleString()}`);
  };
  const total = fleet.pages.total();
  return (
    <Page title="Workflows" actions={<FeedSign {...fleet.feed} />}>
      <SavedViews view={view} />
      <FoldedFilters view={view} onChange={change} />
      <Standings view={view} counts={fleet.counts} />
      <TimeRange view={view} onChange={change} />
      <Histogram
        view={view}
        turn={0}
        onJump={(bar) => void jump(bar)}
        onNarrow={(from, to) => change({ from, to })}
        onTime={(time) => change({ time, from: null, to: null, sort: `-${time}` })}
      />
      <div class="row spread">
        <Shown fleet={fleet} total={total} />
        {hasRole('operator') && <BulkBar view={view} total={total} news={fleet.bulk} />}
      </div>
      <Rows
        fleet={fleet}
        view={view}
        target={target}
        onSort={(sort) => change({ sort })}
        onRow={remember}
      />
    </Page>
  );
}

function Shown({ fleet, total }: { fleet: Fleet; total: number }): JSX.Element {
  const { pages, newer, reload } = fleet;
  return (
    <p class="row">
      <span class="soft" data-count={total}>
        {pages.isReady()
          ? `${pages.isExact() ? '' : 'More than '}${total.toLocaleString()} ${total === 1 ? 'workflow' : 'workflows'}`
          : 'Counting…'}
      </span>
      {newer > 0 && (
        <button type="button" class="small newer" onClick={reload}>
          {newer.toLocaleString()} newer · show
        </button>
      )}
    </p>
  );
}

function Rows(props: {
  fleet: Fleet;
  view: FleetView;
  target: { row: number } | null;
  onSort: (sort: string) => void;
  onRow: (row: number) => void;
}): JSX.Element {
  const { fleet, view } = props;
  const { pages } = fleet;
  const trouble = pages.trouble();
  if (trouble !== null && !pages.isReady())
    return <Failure error={trouble} onRetry={fleet.reload} />;
  if (!pages.isReady()) return <Loading what="Reading the list" />;
  if (pages.total() === 0) return <Nothing view={view} />;
  return <FleetTable {...props} />;
}

function Nothing({ view }: { view: FleetView }): JSX.Element {
  if (isFiltered(view))
    return (
      <Empty title="No workflow fits this view">
        <p>
          <a href="/w">Show all workflows</a>
        </p>
      </Empty>
    );
  return (
    <Empty title="No workflow yet">
      <p>A request starts one, and it appears here by itself.</p>
      <p>
        <a class="button" href="/requests/new">
          New request
        </a>
      </p>
    </Empty>
  );
}
