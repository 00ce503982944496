/** The list itself: a table whose rows are placed as the reader comes to them. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Part } from './grid.tsx';
import { RowView } from './row-view.tsx';
import type { Fleet } from './use-fleet.ts';
import { useMatches } from './use-matches.ts';
import { ROWS_MAX, useVirtual } from './use-virtual.ts';
import { type FleetView, type SortName, sortedBy } from './view.ts';

interface Props {
  fleet: Fleet;
  view: FleetView;
  /** A new order was asked for. */
  onSort: (sort: string) => void;
  /** The first row in sight. */
  onRow: (row: number) => void;
  /** A row to go to; each asking is a new object. */
  target: { row: number } | null;
}

const ROW_PX = 62;
const CARD_PX = 172;
/** More than are ever in the document: a row that leaves gives its elements to one that comes. */
const SLOTS = 60;
const NARROW = '(max-width: 52rem)';

export function FleetTable({ fleet, view, onSort, onRow, target }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const rowHeight = useMatches(NARROW) ? CARD_PX : ROW_PX;
  const { pages } = fleet;
  const total = pages.total();
  const { items, height, offset, scrollToRow } = useVirtual(host, total, rowHeight, view.row);
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => fleet.seen(first, last), [first, last, pages]);
  useEffect(() => {
    if (target) scrollToRow(target.row);
  }, [target]);
  const top = Math.round(offset / rowHeight);
  useEffect(() => {
    const settled = window.setTimeout(() => onRow(top), 400);
    return () => window.clearTimeout(settled);
  }, [top]);
  const showsCreated = view.sort.endsWith('created');
  return (
    <Part
      class="fleet"
      role="table"
      aria-label="Workflows"
      aria-rowcount={total + 1}
      aria-busy={fleet.isChanging}
      data-of={fleet.of}
    >
      <Head view={view} onSort={onSort} showsCreated={showsCreated} />
      <Part role="rowgroup" class="fleet-rows" host={host} tabIndex={0} aria-label="Rows">
        <div class="fleet-height" role="presentation" style={{ height: `${height}px` }}>
          {items.map(({ index, start, size }) => (
            <RowView
              key={index % SLOTS}
              row={pages.row(index)}
              index={index}
              top={start}
              height={size}
              showsCreated={showsCreated}
            />
          ))}
        </div>
      </Part>
      {total > ROWS_MAX && (
        <p class="hint">
          The first {ROWS_MAX.toLocaleString()} can be scrolled to; narrow the filter for the rest.
        </p>
      )}
    </Part>
  );
}

const HEADS: { name: string; sort: SortName | null; class: string }[] = [
  { name: 'Certification', sort: 'name', class: 'name' },
  { name: 'Status', sort: null, class: 'status' },
  { name: 'Waits for', sort: 'due', class: 'waits' },
  { name: 'Step', sort: null, class: 'step' },
  { name: 'Progress', sort: 'progress', class: 'done-share' },
];

function Head(props: {
  view: FleetView;
  onSort: (sort: string) => void;
  showsCreated: boolean;
}): JSX.Element {
  const { view, onSort, showsCreated } = props;
  const time: (typeof HEADS)[number] = showsCreated
    ? { name: 'Filed', sort: 'created', class: 'when' }
    : { name: 'Changed', sort: 'updated', class: 'when' };
  return (
    <Part role="rowgroup" class="fleet-head">
      <Part role="row" class="fleet-row" aria-rowindex={1}>
        {[...HEADS, time].map((head) => (
          <Part
            key={head.name}
            role="columnheader"
            class={head.class}
            aria-sort={directionOf(view.sort, head.sort)}
          >
            {head.sort === null ? (
              head.name
            ) : (
              <button type="button" onClick={() => onSort(sortedBy(view, head.sort as SortName))}>
                {head.name}
                <Direction sort={view.sort} of={head.sort} />
              </button>
            )}
          </Part>
        ))}
      </Part>
    </Part>
  );
}

function directionOf(sort: string, of: SortName | null): 'ascending' | 'descending' | undefined {
  if (of === null || sort.replace(/^-/, '') !== of) return undefined;
  return sort.startsWith('-') ? 'descending' : 'ascending';
}

function Direction({ sort, of }: { sort: string; of: SortName }): JSX.Element {
  const direction = directionOf(sort, of);
  return (
    <svg class="direction" viewBox="0 0 10 10" width={10} height={10} aria-hidden="true">
      {direction === 'ascending' && <path d="M1 7l4-5 4 5z" />}
      {direction === 'descending' && <path d="M1 3l4 5 4-5z" />}
    </svg>
  );
}
