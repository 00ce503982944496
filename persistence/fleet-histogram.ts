/** When the workflows of a filter changed or began: every row counted by the database, none sampled. */
import type { Database } from './database.ts';
import { asking } from './fleet-ask.ts';
import { conditionOf, type FleetFilter, TIME_COLUMNS } from './fleet-filter.ts';

export interface Histogram {
  /** What the buckets are about. */
  time: 'updated' | 'created';
  bucket_ms: number;
  /** Rows counted: all of the filter. */
  total: number;
  /** Only those that hold a row, earliest first; `start` in ms since 1970. */
  buckets: { start: number; count: number; by_status: Record<string, number> }[];
}

export interface FleetHistogram {
  /** @param offsetMs of the reader's clock from UTC, so that days begin at their midnight. */
  histogram(filter: FleetFilter, bucketsMax: number, offsetMs: number): Promise<Histogram>;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTHS = [
  ...[SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 84 * DAY],
];

export function createFleetHistogram(db: Database): FleetHistogram {
  const ask = asking(db);
  return {
    async histogram(filter, bucketsMax, offsetMs) {
      const time = filter.time ?? 'updated';
      const at = TIME_COLUMNS[time];
      const { where, values } = conditionOf(filter);
      const [range] = await ask<{ first: number | null; last: number | null }>(
        `select min(${at}) as first, max(${at}) as last from workflow w where ${where}`,
        values,
      );
      const width = widthFor(range?.first ?? 0, range?.last ?? 0, bucketsMax);
      const n = values.length;
      const rows = await ask<{ start: number; status: string; count: number }>(
        `select (floor((${at} + $${n + 2}::bigint)::numeric / $${n + 1}::bigint) * $${n + 1}::bigint
            - $${n + 2}::bigint)::bigint as start, w.status, count(*) as count
        from workflow w where ${where} group by 1, 2 order by 1, 2`,
        [...values, width, offsetMs],
      );
      const buckets = [...Map.groupBy(rows, ({ start }) => start)].map(([start, parts]) => ({
        start,
        count: parts.reduce((sum, { count }) => sum + count, 0),
        by_status: Object.fromEntries(parts.map(({ status, count }) => [status, count])),
      }));
      const total = buckets.reduce((sum, { count }) => sum + count, 0);
      return { time, bucket_ms: width, total, buckets };
    },
  };
}

/** The narrowest usual width that needs no more buckets than allowed. */
function widthFor(first: number, last: number, bucketsMax: number): number {
  const fits = (width: number) => (last - first) / width + 1 <= bucketsMax;
  const known = WIDTHS.find(fits);
  return known ?? Math.ceil((last - first) / (bucketsMax - 1) / DAY) * DAY;
}
