/** When the workflows of a view changed or were filed: every one of them counted, and a way to go there. */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Fold } from '../kit/page.tsx';
import { Table } from '../kit/table.tsx';
import { useLoaded } from '../wire/loaded.ts';
import { dayAndTime } from '../words/times.ts';
import {
  BAR_KINDS,
  type Bar,
  type BarKind,
  barsOf,
  barWords,
  type HistogramAnswer,
  sumOf,
  widthWords,
} from './bars.ts';
import { type FleetView, filterOf } from './view.ts';

interface Props {
  view: FleetView;
  /** Counts up when the list was read anew. */
  turn: number;
  onJump: (bar: Bar) => void;
  onNarrow: (from: number, to: number) => void;
  onTime: (time: FleetView['time']) => void;
}

/** Fewer are seen at a glance in the list itself. */
const FEWEST = 12;

const KIND_WORDS: Record<BarKind, string> = {
  ended: 'Ended',
  going: 'Going on',
  attention: 'Needs attention or stuck',
};

export function Histogram({ view, turn, onJump, onNarrow, onTime }: Props): JSX.Element | null {
  const query = new URLSearchParams({ ...filterOf(view), time: view.time });
  query.set('offset', String(-new Date().getTimezoneOffset() * 60_000));
  query.set('turn', String(turn));
  const { data } = useLoaded<HistogramAnswer>(`/api/workflows/histogram?${query}`);
  const [last, setLast] = useState<HistogramAnswer | null>(null);
  if (data && data !== last) setLast(data);
  const shown = data ?? last;
  const bars = shown ? barsOf(shown) : [];
  const id = useId();
  const isNarrowed = view.from !== null || view.to !== null;
  if (!isNarrowed && shown && shown.total < FEWEST) return null;
  return (
    <section class="histogram" aria-labelledby={id}>
      <div class="heading">
        <h2 id={id}>
          {view.time === 'created' ? 'When they were filed' : 'When they last changed'}
        </h2>
        {shown && (
          <p class="hint">
            {shown.total.toLocaleString()} {shown.total === 1 ? 'workflow' : 'workflows'}, all
            counted · one bar is {widthWords(shown.bucket_ms)}
          </p>
        )}
        <label class="which">
          By
          <select
            value={view.time}
            onChange={(event) => onTime(event.currentTarget.value as FleetView['time'])}
          >
            <option value="updated">last change</option>
            <option value="created">filing</option>
          </select>
        </label>
      </div>
      {bars.length > 0 && <Bars bars={bars} onJump={onJump} onNarrow={onNarrow} />}
      {shown && bars.length === 0 && <p class="soft">Nothing to count.</p>}
      {shown && bars.length > 0 && (
        <div class="under-bars">
          <Legend />
          <Twin answer={shown} />
        </div>
      )}
    </section>
  );
}

const HEIGHT = 72;

function Bars({
  bars,
  onJump,
  onNarrow,
}: Pick<Props, 'onJump' | 'onNarrow'> & { bars: Bar[] }): JSX.Element {
  const [chosen, setChosen] = useState(bars.length - 1);
  const at = Math.min(chosen, bars.length - 1);
  const bar = bars[at] as Bar;
  const jump = (index: number): void => {
    setChosen(index);
    const to = bars[index];
    if (to) onJump(to);
  };
  return (
    <>
      <div class="bars">
        <svg
          viewBox={`0 0 ${bars.length} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          <rect class="chosen" x={at} y={0} width={1} height={HEIGHT} />
          {bars.map(({ start, parts }, index) =>
            parts.map(({ kind, from, to }) => (
              <rect
                key={`${start} ${kind}`}
                class={kind}
                x={index + 0.08}
                y={HEIGHT - to * (HEIGHT - 4)}
                width={0.84}
                height={Math.max((to - from) * (HEIGHT - 4), 1)}
              />
            )),
          )}
        </svg>
        <input
          type="range"
          aria-label="Go to a time in the list"
          aria-valuetext={barWords(bar)}
          min={0}
          max={bars.length - 1}
          value={at}
          style={{ '--bars': String(bars.length) }}
          disabled={bars.length < 2}
          onInput={(event) => setChosen(Number(event.currentTarget.value))}
          onChange={(event) => jump(Number(event.currentTarget.value))}
        />
      </div>
      <div class="row spread">
        <span class="hint">{dayAndTime(bars[0]?.start)}</span>
        <span class="row">
          <span class="hint">{barWords(bar)}</span>
          <Button look="quiet" small onPress={() => onJump(bar)}>
            Go there
          </Button>
          <Button look="quiet" small onPress={() => onNarrow(bar.start, bar.end)}>
            Only these
          </Button>
        </span>
        <span class="hint">{dayAndTime(bars.at(-1)?.end)}</span>
      </div>
    </>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="bar-legend">
      {BAR_KINDS.map((kind) => (
        <li key={kind}>
          <svg viewBox="0 0 10 10" width={12} height={12} aria-hidden="true">
            <rect class={kind} width={10} height={10} />
          </svg>
          {KIND_WORDS[kind]}
        </li>
      ))}
    </ul>
  );
}

function Twin({ answer }: { answer: HistogramAnswer }): JSX.Element {
  const share = (kind: BarKind) => ({
    name: KIND_WORDS[kind],
    isNumber: true,
    cell: (bucket: HistogramAnswer['buckets'][number]) =>
      sumOf(bucket.by_status, kind).toLocaleString(),
  });
  return (
    <Fold title="The same as a table">
      <Table
        caption={`${answer.total.toLocaleString()} workflows by ${widthWords(answer.bucket_ms)}`}
        columns={[
          { name: 'From', cell: ({ start }) => dayAndTime(start) },
          { name: 'Workflows', isNumber: true, cell: ({ count }) => count.toLocaleString() },
          ...BAR_KINDS.map(share),
        ]}
        rows={answer.buckets}
        keyOf={({ start }) => String(start)}
      />
    </Fold>
  );
}
