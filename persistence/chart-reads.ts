/** What a statechart shows of actors that stand in it: armed timers, and how many came where. */
import type { Database } from './database.ts';

export interface ArmedTimer {
  address: string;
  machine: string;
  /** As the statechart names it: `xstate.after.DELAY.STATE`. */
  timer: string;
  /** ms since 1970. */
  due: number;
}

export interface Coverage {
  /** How many actors were counted. */
  actors: number;
  states: { state: string; actors: number }[];
}

export interface ChartReads {
  /** Of a workflow and all its parts, the next one first. */
  timers(root: string): Promise<ArmedTimer[]>;
  /**
   * In how many of the newest actors of a machine version each state was ever occupied, by dotted
   * path. Counted in the database, over whole journals.
   */
  coverage(machine: string, version: string, newest: number): Promise<Coverage>;
}

export function createChartReads(db: Database): ChartReads {
  return {
    timers: (root) => db.sql<ArmedTimer>(TIMERS, [root]),
    coverage: async (machine, version, newest) => {
      const rows = await db.sql<{ state: string | null; actors: number }>(COVERAGE, [
        machine,
        version,
        newest,
      ]);
      const all = rows.find(({ state }) => state === null);
      return {
        actors: Number(all?.actors ?? 0),
        states: rows.flatMap(({ state, actors }) =>
          state === null ? [] : [{ state, actors: Number(actors) }],
        ),
      };
    },
  };
}

const TIMERS = `
  select i.address, a.machine, i.timer, i.due
  from inbox i join actor a on a.address = i.address
  where a.root = ? and i.timer is not null
  order by i.due, i.id`;

/** Equal values are opened once; a value's path is every key on the way down to each leaf. */
const COVERAGE = `
  with recursive newest as (
    select id from actor where machine = ? and version = ? order by id desc limit ?
  ), stood as (
    select distinct j.actor, j.value::text as value
    from journal j join newest n on n.id = j.actor where j.value is not null
  ), within(value, path, below) as (
    select value, null::text, value::jsonb from (select distinct value from stood) each
    union all
    select w.value, case when w.path is null then x.key else w.path || '.' || x.key end, x.below
    from within w cross join lateral (
      select o.key, o.value as below
      from jsonb_each(case when jsonb_typeof(w.below) = 'object' then w.below else '{}' end) o
      union all
      select w.below #>> '{}', null::jsonb where jsonb_typeof(w.below) = 'string'
    ) x
  )
  select w.path as state, count(distinct s.actor) as actors
  from within w join stood s on s.value = w.value where w.path is not null
  group by w.path
  union all
  select null, count(*) from newest`;
