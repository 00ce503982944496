/**
 * Where a moment lies on the timeline. A workflow works for minutes and waits for days: drawn to
 * scale its work could not be seen, so stretches in which nothing worked are shortened unless the
 * reader wants them as they were. Pure.
 */
import type { GanttRow } from './gantt-data.ts';

export interface Scale {
  /** 0..1 for a moment in ms since 1970. */
  at(moment: number): number;
  /** Shortened stretches: where on the scale, and how long they really were. */
  cuts: { from: number; to: number; ms: number }[];
  /** Round moments to write below, with the place of each. */
  ticks: { at: number; moment: number }[];
}

/** A stretch without work may take this much of what all work takes. */
const IDLE_SHARE = 0.05;
const IDLE_MIN_MS = 400;
/** All of them together may take this much of what all work takes: it may have been looked up a hundred times. */
const IDLE_ALL = 0.6;
const TICKS = 6;

export function scaleOf(rows: GanttRow[], now: number, isShortened: boolean): Scale {
  const bars = rows.flatMap((row) => row.bars);
  const begin = Math.min(now, ...bars.map(({ from }) => from));
  const end = Math.max(begin + 1, ...bars.map(({ to }) => to ?? now));
  const busy = merged(
    bars.flatMap(({ parts }) =>
      parts
        .filter(({ kind }) => kind === 'working' || kind === 'queued')
        .map(({ from, to }): [number, number] => [from, to ?? now]),
    ),
  );
  const stretches = isShortened
    ? cut(begin, end, busy)
    : [{ from: begin, to: end, width: end - begin, isIdle: false }];
  const total = stretches.reduce((sum, { width }) => sum + width, 0) || 1;
  let before = 0;
  const placed = stretches.map((stretch) => {
    const at = before / total;
    before += stretch.width;
    return { ...stretch, at, end: Math.min(1, before / total) };
  });
  const at = (moment: number): number => {
    const within = placed.find(({ to }) => moment <= to) ?? placed.at(-1);
    if (!within) return 0;
    const part = (moment - within.from) / Math.max(1, within.to - within.from);
    // Rounding must not carry one stretch into the next.
    return Math.min(within.end, within.at + Math.max(0, part) * (within.end - within.at));
  };
  const cuts = placed
    .filter(({ from, to, width }) => width < to - from)
    .map(({ from, to }) => ({ from: at(from), to: at(to), ms: to - from }));
  return { at, cuts, ticks: ticksOf(begin, end, at) };
}

interface Stretch {
  from: number;
  to: number;
  width: number;
  isIdle: boolean;
}

/** Idle stretches drawn still shorter where there are too many of them. */
function packed(stretches: Stretch[], idleMax: number): Stretch[] {
  const idle = stretches.reduce((sum, { width, isIdle }) => sum + (isIdle ? width : 0), 0);
  if (idle <= idleMax) return stretches;
  return stretches.map((stretch) =>
    stretch.isIdle ? { ...stretch, width: (stretch.width * idleMax) / idle } : stretch,
  );
}

function cut(begin: number, end: number, busy: [number, number][]): Stretch[] {
  const working = busy.reduce((sum, [from, to]) => sum + to - from, 0);
  const idleMax = Math.max(IDLE_MIN_MS, working * IDLE_SHARE);
  const stretches: Stretch[] = [];
  const add = (from: number, to: number, isIdle: boolean): void => {
    const length = to - from;
    if (length > 0)
      stretches.push({ from, to, width: isIdle ? Math.min(length, idleMax) : length, isIdle });
  };
  let at = begin;
  for (const [from, to] of busy) {
    add(at, from, true);
    add(Math.max(at, from), to, false);
    at = Math.max(at, to);
  }
  add(at, end, true);
  return packed(stretches, Math.max(IDLE_MIN_MS, working * IDLE_ALL));
}

function merged(spans: [number, number][]): [number, number][] {
  const sorted = spans.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const out: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/** Moments evenly spread over the picture, told as they were. */
function ticksOf(begin: number, end: number, at: (moment: number) => number): Scale['ticks'] {
  return Array.from({ length: TICKS }, (_, index) => {
    const place = index / (TICKS - 1);
    let [low, high] = [begin, end];
    for (let step = 0; step < 40; step += 1) {
      const middle = (low + high) / 2;
      if (at(middle) < place) low = middle;
      else high = middle;
    }
    return { at: place, moment: Math.round(high) };
  });
}
