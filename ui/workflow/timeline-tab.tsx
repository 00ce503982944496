/** What took how long, as bars and as a table: queueing, work, waiting and backing off told apart. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Fold, Panel } from '../kit/page.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Table } from '../kit/table.tsx';
import { useNow } from '../kit/time.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { lasting } from '../words/times.ts';
import { stepTitle } from '../words/words.ts';
import { Choice } from './choice.tsx';
import { GANTT_KINDS, type GanttFilter, PART_TITLES, rowTitle, shownRows } from './gantt.ts';
import type { Bar, Gantt, GanttKind, GanttRow, PartKind } from './gantt-data.ts';
import { attemptColumns, GanttPicture } from './gantt-picture.tsx';
import { scaleOf } from './gantt-scale.ts';
import { HappenedList } from './happened-list.tsx';
import type { Shown } from './shown.ts';

/** While much happens the bars are read anew this often at most. */
const READ_EVERY_MS = 1000;

export function TimelineTab({ shown }: { shown: Shown }): JSX.Element {
  const { id, model, past } = shown;
  const loaded = useGantt(shown);
  const { query, path, route } = useLocation();
  const filter: GanttFilter = {
    step: query.step ?? '',
    kind: (query.kind ?? '') as GanttKind | '',
    troubled: query.troubled === '1',
  };
  const isTrue = query.scale === 'true';
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`${path}${next.size > 0 ? `?${next}` : ''}`, true);
  };
  const hasOpen = loaded.data?.rows.some(({ bars }) => bars.some(({ to }) => to === null)) ?? false;
  const clock = useNow(past === null && hasOpen);
  const now =
    past === null && loaded.data
      ? Math.max(clock, loaded.data.until)
      : (loaded.data?.until ?? clock);
  const all = loaded.data?.rows ?? [];
  const rows = useMemo(() => shownRows(all, filter), [all, query]);
  if (loaded.error && !loaded.data) return <Failure error={loaded.error} onRetry={loaded.reload} />;
  if (!loaded.data) return <Loading what="Reading the timeline" />;
  const scale = scaleOf(rows, now, !isTrue);
  return (
    <>
      <Panel title="What took how long">
        <div class="filters wf-filters">
          <Choice
            label="Step"
            value={filter.step}
            options={all
              .filter(({ kind }) => kind === 'step')
              .map(({ what }) => [what, stepTitle(what)])}
            onChoose={(step) => change('step', step)}
          />
          <Choice
            label="Kind"
            value={filter.kind}
            options={kindsIn(all).map((kind) => [kind, GANTT_KINDS[kind]])}
            onChoose={(kind) => change('kind', kind)}
          />
          <Check
            label="Only what was tried again or failed"
            isOn={filter.troubled}
            onChange={(isOn) => change('troubled', isOn ? '1' : '')}
          />
          <Check
            label="Waits as long as they were"
            isOn={isTrue}
            onChange={(isOn) => change('scale', isOn ? 'true' : '')}
          />
        </div>
        <Legend hasCuts={scale.cuts.length > 0} cutMs={scale.cuts.map(({ ms }) => ms)} />
        {rows.length === 0 ? (
          <Empty title="Nothing fits">
            <p>Change the filter to see more.</p>
          </Empty>
        ) : (
          <GanttPicture id={id} rows={rows} scale={scale} now={now} />
        )}
        <Fold title="The same as a table">
          <Table
            caption="Every attempt with its times"
            columns={[
              { name: 'What', cell: ({ row }: Line) => rowTitle(row) },
              ...attemptColumns(now).map(({ cell, ...column }) => ({
                ...column,
                cell: ({ bar }: Line) => cell(bar),
              })),
            ]}
            rows={rows.flatMap((row) => row.bars.map((bar): Line => ({ row, bar })))}
            keyOf={({ row, bar }) => `${row.id} ${bar.actor} ${bar.seq}`}
          />
        </Fold>
      </Panel>
      <HappenedList items={model.timeline} />
    </>
  );
}

interface Line {
  row: GanttRow;
  bar: Bar;
}

/** The bars, read anew as the workflow moves on. */
function useGantt({ id, model, past }: Shown) {
  const path = `/api/workflows/${encodeURIComponent(id)}/gantt`;
  const loaded = useLoaded<Gantt>(past === null ? path : `${path}?until=${past}`);
  const timer = useRef(0);
  const readFor = useRef(`${model.seq} ${model.view.children.length}`);
  const moved = `${model.seq} ${model.view.children.length}`;
  useEffect(() => {
    if (past !== null || readFor.current === moved || timer.current !== 0) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      readFor.current = moved;
      loaded.reload();
    }, READ_EVERY_MS);
  }, [moved, past]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return loaded;
}

function kindsIn(rows: GanttRow[]): GanttKind[] {
  const present = new Set(rows.map(({ kind }) => kind));
  return (Object.keys(GANTT_KINDS) as GanttKind[]).filter((kind) => present.has(kind));
}

function Check({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}): JSX.Element {
  return (
    <label class="row wf-check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}

function Legend({ hasCuts, cutMs }: { hasCuts: boolean; cutMs: number[] }): JSX.Element {
  return (
    <ul class="wf-legend" aria-label="Legend">
      {(Object.keys(PART_TITLES) as PartKind[]).map((kind) => (
        <li key={kind}>
          <svg width={26} height={14} aria-hidden="true" class="wf-bars">
            <rect
              class={kind}
              x={1}
              y={kind === 'working' ? 1 : 3}
              width={24}
              height={kind === 'working' ? 12 : 8}
            />
          </svg>
          {PART_TITLES[kind]}
        </li>
      ))}
      {hasCuts && (
        <li class="soft">
          <svg width={26} height={14} aria-hidden="true" class="wf-bars">
            <rect class="cut" width={26} height={14} />
          </svg>
          nothing worked: {lasting(cutMs.reduce((sum, ms) => sum + ms, 0))} in all, drawn shorter
        </li>
      )}
    </ul>
  );
}
