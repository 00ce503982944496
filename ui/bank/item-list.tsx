/** The questions that fit the filters, as many rows in the document as fit the window. */
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Empty, Failure, Loading } from '../kit/standing.tsx';
import { Pill } from '../kit/status.tsx';
import { answersInWords, type ItemRow, STATE_WORDS } from './bank-data.ts';
import { narrowing, type Query, searchOf } from './bank-query.ts';
import { usePages } from './use-pages.ts';
import { useRows } from './use-rows.ts';

const ROW_PX = 92;

export function ItemList({
  query,
  turn,
  onClear,
  onImport,
}: {
  query: Query;
  turn: number;
  onClear: () => void;
  onImport: () => void;
}): JSX.Element {
  const { rows, total, error, isLoading, more, reload } = usePages<ItemRow>(
    `/api/bank?${searchOf(query)}`,
    turn,
  );
  if (error !== null && rows.length === 0) return <Failure error={error} onRetry={reload} />;
  if (rows.length === 0 && isLoading) return <Loading what="Looking for questions" />;
  if (rows.length === 0)
    return <Nothing isNarrowed={narrowing(query) > 0} onClear={onClear} onImport={onImport} />;
  return (
    <section aria-labelledby="bank-count" class="bank-list">
      <h2 id="bank-count">
        <span role="status">
          {total === 1 ? 'One question' : `${total.toLocaleString()} questions`}
        </span>
      </h2>
      <Rows rows={rows} total={total} onEnd={more} />
      {error !== null && <Failure error={error} onRetry={more} />}
    </section>
  );
}

function Nothing({
  isNarrowed,
  onClear,
  onImport,
}: {
  isNarrowed: boolean;
  onClear: () => void;
  onImport: () => void;
}): JSX.Element {
  if (isNarrowed)
    return (
      <Empty title="No question fits these filters">
        <Button onPress={onClear}>Show all questions</Button>
      </Empty>
    );
  return (
    <Empty title="The bank is empty">
      <p>
        Questions come here by themselves when their set is approved. You can also import questions
        from your learning platform.
      </p>
      <Button look="primary" onPress={onImport}>
        Import questions…
      </Button>
    </Empty>
  );
}

function Rows({
  rows,
  total,
  onEnd,
}: {
  rows: ItemRow[];
  total: number;
  onEnd: () => void;
}): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  const { visible, height } = useRows(scroller, rows.length, ROW_PX, onEnd);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section class="bank-scroller" ref={scroller} tabIndex={0} aria-label="Questions">
      <ul class="bank-rows" style={{ height: `${height}px` }}>
        {visible.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={row.id}
                aria-setsize={total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Row row={row} />
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

function Row({ row }: { row: ItemRow }): JSX.Element {
  const { word, tone } = STATE_WORDS[row.state];
  return (
    <>
      <a class="bank-stem" href={`/bank/${encodeURIComponent(row.id)}`}>
        {row.stem}
      </a>
      <p class="bank-facts">
        <Pill tone={tone}>{word}</Pill>
        <span>{row.domain || 'Without a domain'}</span>
        {row.difficulty && <span class="minor">{row.difficulty}</span>}
        <span>{answersInWords(row)}</span>
        {!row.verified && <span class="minor">source not verified</span>}
        {row.version > 1 && <span class="minor">version {row.version}</span>}
      </p>
    </>
  );
}
