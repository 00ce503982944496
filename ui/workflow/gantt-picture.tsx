/** One row of the timeline: its title opens the attempts, its bars tell the times apart. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';
import {
  depthOf,
  GANTT_KINDS,
  isTroubled,
  OUTCOMES,
  PART_TITLES,
  partWords,
  precisely,
  rowTitle,
  spent,
} from './gantt.ts';
import type { Bar, GanttRow, PartKind } from './gantt-data.ts';
import type { Scale } from './gantt-scale.ts';
import { LogLines } from './log-lines.tsx';

const HEIGHT = 22;
/** Share of the width below which a part would vanish. */
const VISIBLE = 0.0022;

export interface PictureProps {
  id: string;
  rows: GanttRow[];
  scale: Scale;
  now: number;
}

export function GanttPicture({ id, rows, scale, now }: PictureProps): JSX.Element {
  const depths = new Map(rows.map((row) => [row.id, depthOf(row, rows)]));
  return (
    <div class="wf-gantt">
      <Patterns />
      {rows.map((row) => (
        <Row key={row.id} {...{ id, row, scale, now }} depth={depths.get(row.id) ?? 0} />
      ))}
      <div class="wf-axis" aria-hidden="true">
        <span />
        <span class="wf-ticks">
          {scale.ticks.map(({ at, moment }) => (
            <Time key={at} at={moment} as="clock" />
          ))}
        </span>
      </div>
    </div>
  );
}

function Row({
  id,
  row,
  scale,
  now,
  depth,
}: {
  id: string;
  row: GanttRow;
  scale: Scale;
  now: number;
  depth: number;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const title = rowTitle(row);
  return (
    <div class={`wf-line depth-${Math.min(depth, 3)} ${row.kind}`} data-row={row.id}>
      <button
        type="button"
        class="wf-line-title"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span>{title}</span>
        {row.bars.length > 1 && <span class="wf-count">{row.bars.length}×</span>}
        {isTroubled(row) && <span class="wf-trouble">tried again</span>}
      </button>
      <svg class="wf-bars" height={HEIGHT} role="img" aria-label={`${title}: ${summary(row, now)}`}>
        {scale.cuts.map(({ from, to }) => (
          <rect
            key={from}
            class="cut"
            x={percent(from)}
            width={percent(to - from)}
            height={HEIGHT}
          />
        ))}
        {row.bars.map((bar) => (
          <BarShape key={`${bar.actor} ${bar.seq}`} bar={bar} scale={scale} now={now} />
        ))}
      </svg>
      {isOpen && <Attempts id={id} row={row} now={now} />}
    </div>
  );
}

function BarShape({ bar, scale, now }: { bar: Bar; scale: Scale; now: number }): JSX.Element {
  return (
    <g class={`bar ${bar.outcome ?? 'open'}`}>
      {bar.parts.map(({ kind, reason, from, to }) => {
        const [left, right] = [scale.at(from), scale.at(to ?? now)];
        return (
          <rect
            key={`${from} ${kind} ${reason}`}
            class={kind}
            x={percent(left)}
            y={kind === 'working' ? 4 : 6}
            width={percent(Math.max(VISIBLE, right - left))}
            height={kind === 'working' ? HEIGHT - 8 : HEIGHT - 12}
          >
            <title>
              {`${partWords({ kind, reason })}, ${precisely((to ?? now) - from)}${to === null ? ' so far' : ''}`}
            </title>
          </rect>
        );
      })}
      {bar.outcome === 'failed' && <FailedMark at={scale.at(lastWork(bar))} />}
    </g>
  );
}

/** A sign at the end of the work that failed, so that colour does not speak alone. */
function FailedMark({ at }: { at: number }): JSX.Element {
  return (
    <svg
      aria-hidden="true"
      class="mark"
      x={percent(at)}
      y={3}
      width={12}
      height={HEIGHT - 6}
      overflow="visible"
    >
      <path d="M-3 3l6 8M3 3l-6 8" />
    </svg>
  );
}

function lastWork({ parts, from }: Bar): number {
  return parts.findLast(({ kind }) => kind === 'working')?.to ?? parts.at(-1)?.to ?? from;
}

function summary({ bars }: GanttRow, now: number): string {
  const sums = bars.map((bar) => spent(bar, now));
  const parts = (Object.keys(PART_TITLES) as PartKind[]).flatMap((kind) => {
    const ms = sums.reduce((sum, each) => sum + each[kind], 0);
    return ms > 0 ? [`${PART_TITLES[kind].toLowerCase()} ${precisely(ms)}`] : [];
  });
  return parts.join(', ') || 'no time';
}

function Attempts({ id, row, now }: { id: string; row: GanttRow; now: number }): JSX.Element {
  return (
    <div class="wf-attempts">
      <Table
        caption={`${rowTitle(row)} (${GANTT_KINDS[row.kind].toLowerCase()}), attempt by attempt`}
        columns={attemptColumns(now)}
        rows={row.bars}
        keyOf={({ actor, seq }) => `${actor} ${seq}`}
      />
      <LogLines workflow={id} bars={row.bars} />
    </div>
  );
}

export function attemptColumns(now: number) {
  const time = (kind: PartKind) => ({
    name: PART_TITLES[kind],
    isNumber: true,
    cell: (bar: Bar) => {
      const ms = spent(bar, now)[kind];
      return ms > 0 ? precisely(ms) : '–';
    },
  });
  return [
    { name: 'Attempt', cell: ({ attempt }: Bar) => attempt },
    { name: 'Began', cell: ({ from }: Bar) => <Time at={from} as="clock" /> },
    time('queued'),
    time('working'),
    time('waiting'),
    time('backing_off'),
    {
      name: 'Ended',
      cell: ({ outcome, failure }: Bar) => (
        <>
          {outcome === null ? 'Still open' : OUTCOMES[outcome]}
          {failure && (
            <span class="sub">
              {failure.message} <code>{failure.code}</code>
            </span>
          )}
        </>
      ),
    },
  ];
}

/** Fills that differ by pattern too; they lie in a drawing of no size of their own. */
function Patterns(): JSX.Element {
  return (
    <svg class="wf-patterns" width={0} height={0} aria-hidden="true">
      <defs>
        <pattern id="wf-waiting" width={6} height={6} patternUnits="userSpaceOnUse">
          <rect width={6} height={6} class="ground" />
          <path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" class="stripe" />
        </pattern>
        <pattern id="wf-backing" width={5} height={5} patternUnits="userSpaceOnUse">
          <rect width={5} height={5} class="ground" />
          <circle cx={2.5} cy={2.5} r={1.2} class="dot" />
        </pattern>
      </defs>
    </svg>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000}%`;
}
