/** Layouts of statecharts, so that a start need not compute again what an earlier one did. */
import type { Database } from './database.ts';

export interface ChartLayoutShelf {
  find(keys: string[]): Promise<{ key: string; layout: string }[]>;
  /** The first one stays: equal keys mean equal layouts. */
  keep(key: string, layout: string): Promise<void>;
}

/** Layouts older than this are forgotten when a new one is kept; one still wanted is made anew. */
const KEPT_MS = 180 * 86_400_000;

export function createChartLayoutShelf(db: Database, now: () => number): ChartLayoutShelf {
  return {
    find: async (keys) => (keys.length === 0 ? [] : db.sql(FIND, [JSON.stringify(keys)])),
    keep: async (key, layout) => {
      await db.sql(KEEP, [key, layout, now()]);
      await db.sql(FORGET, [now() - KEPT_MS]);
    },
  };
}

const FIND = `
  select key, layout from chart_layout
  where key in (select json_array_elements_text(?::json))`;
const KEEP = `
  insert into chart_layout (key, layout, made_at) values (?, ?, ?)
  on conflict (key) do nothing`;
const FORGET = 'delete from chart_layout where made_at < ?';
