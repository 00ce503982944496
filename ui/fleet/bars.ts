/** Bars of the histogram, their places and their words. Pure. */
import { dayAndTime } from '../words/times.ts';

export interface HistogramAnswer {
  time: 'updated' | 'created';
  bucket_ms: number;
  total: number;
  buckets: { start: number; count: number; by_status: Record<string, number> }[];
}

export interface Bar {
  start: number;
  end: number;
  count: number;
  /** From the bottom, shares of the highest bar, 0..1. */
  parts: { kind: BarKind; from: number; to: number }[];
}

/** Few enough to be told apart by shade and by the legend's words. */
export const BAR_KINDS = ['ended', 'going', 'attention'] as const;
export type BarKind = (typeof BAR_KINDS)[number];

const ENDED = new Set(['completed', 'cancelled', 'compensated']);
const ATTENTION = new Set(['needs_attention', 'stuck']);

export function kindOf(status: string): BarKind {
  if (ATTENTION.has(status)) return 'attention';
  return ENDED.has(status) ? 'ended' : 'going';
}

/** One bar for each stretch of time from the first to the last, empty ones too. */
export function barsOf({ bucket_ms, buckets }: HistogramAnswer): Bar[] {
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return [];
  const known = new Map(buckets.map((bucket) => [bucket.start, bucket]));
  const highest = Math.max(...buckets.map(({ count }) => count));
  const bars: Bar[] = [];
  for (let start = first.start; start <= last.start && bars.length < 400; start += bucket_ms) {
    const bucket = known.get(start);
    bars.push({
      start,
      end: start + bucket_ms,
      count: bucket?.count ?? 0,
      parts: stacked(bucket?.by_status ?? {}, highest),
    });
  }
  return bars;
}

function stacked(byStatus: Record<string, number>, highest: number): Bar['parts'] {
  const parts: Bar['parts'] = [];
  let at = 0;
  for (const kind of BAR_KINDS) {
    const count = sumOf(byStatus, kind);
    if (count > 0) parts.push({ kind, from: at / highest, to: (at + count) / highest });
    at += count;
  }
  return parts;
}

export function sumOf(byStatus: Record<string, number>, kind: BarKind): number {
  return Object.entries(byStatus)
    .filter(([status]) => kindOf(status) === kind)
    .reduce((sum, [, count]) => sum + count, 0);
}

/** "1 hour", "2 days": how much time a bar stands for. */
export function widthWords(ms: number): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ];
  const [unit, size] = units.find(([, each]) => ms >= each && ms % each === 0) ?? ['second', 1000];
  const n = Math.round(ms / size);
  return n === 1 ? `1 ${unit}` : `${n} ${unit}s`;
}

export function barWords({ start, end, count }: Bar): string {
  return `${dayAndTime(start)} to ${dayAndTime(end)}: ${count.toLocaleString()} ${count === 1 ? 'workflow' : 'workflows'}`;
}
