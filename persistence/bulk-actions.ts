/**
 * One action on every workflow of a filter. Whom it is about is written down before anything
 * happens, so that it goes on after a restart, does nobody twice, and can be accounted for.
 */
import type { Json } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { asking } from './fleet-ask.ts';
import { conditionOf, type FleetFilter } from './fleet-filter.ts';

/** Workflows that stand alike: on the same machine version in the same state. */
export interface Standing {
  version: string;
  value: Json;
  count: number;
  /** One of them. */
  sample: string;
}

export interface BulkAction {
  id: string;
  person: string;
  action: string;
  filter: FleetFilter;
  /** Workflows it is about. */
  total: number;
  created_at: number;
  ended_at: number | null;
  /** Items by outcome; `open` for those still to come. */
  outcomes: Record<string, number>;
}

export interface BulkActions {
  /** Workflows of a filter that are alive, by how they stand, the most frequent first. */
  standings(filter: FleetFilter): Promise<Standing[]>;
  /** Writes down the action and whom it is about; a known id changes nothing. */
  begin(
    bulk: Pick<BulkAction, 'id' | 'person' | 'action' | 'filter' | 'created_at'>,
    among: Pick<Standing, 'version' | 'value'>[],
  ): Promise<BulkAction>;
  find(id: string): Promise<BulkAction | null>;
  /** The newest first. */
  recent(limit: number): Promise<BulkAction[]>;
  /** Takes unfinished actions that nobody holds, for `ms` from `now`. */
  hold(now: number, ms: number): Promise<string[]>;
  /** Holds one on; false when it has ended or another process has it. */
  keep(id: string, now: number, ms: number): Promise<boolean>;
  /** The next workflows to act on. */
  next(id: string, limit: number): Promise<string[]>;
  settle(
    id: string,
    batch: number,
    outcomes: { workflow: string; outcome: string }[],
  ): Promise<void>;
  end(id: string, at: number): Promise<void>;
}

export function createBulkActions(db: Database): BulkActions {
  const ask = asking(db);
  const find = async (id: string): Promise<BulkAction | null> => {
    const [row] = await db.sql<BulkAction>(`${BULK} where b.id = ?`, [id]);
    return row ?? null;
  };
  return {
    find,
    async standings(filter) {
      const { where, values } = conditionOf(filter);
      return ask<Standing>(
        `select a.version, a.value, count(*) as count, min(w.id) as sample
        from workflow w join actor a on a.address = w.id
        where ${where} and ${IS_ALIVE} group by a.version, a.value order by count(*) desc`,
        values,
      );
    },
    async begin({ id, person, action, filter, created_at }, among) {
      const { where, values } = conditionOf(filter);
      const n = values.length;
      await ask(
        `with begun as (
          insert into bulk_action (id, person, action, filter, total, created_at, held_until)
          values ($${n + 1}::text, $${n + 2}::text, $${n + 3}::text, $${n + 4}::json, 0,
            $${n + 5}::bigint, 0)
          on conflict (id) do nothing returning id)
        insert into bulk_item (bulk, workflow)
        select begun.id, w.id from workflow w join actor a on a.address = w.id cross join begun
        where ${where} and ${IS_ALIVE} and exists (
          select 1 from json_to_recordset($${n + 6}::json) as s(version text, value jsonb)
          where s.version = a.version and s.value = a.value)`,
        [...values, id, person, action, JSON.stringify(filter), created_at, JSON.stringify(among)],
      );
      await db.sql(
        `update bulk_action set total = (select count(*) from bulk_item where bulk = ?)
        where id = ? and total = 0 returning id`,
        [id, id],
      );
      return (await find(id)) as BulkAction;
    },
    recent: (limit) => db.sql<BulkAction>(`${BULK} order by b.created_at desc limit ?`, [limit]),
    hold: async (now, ms) =>
      (await db.sql<{ id: string }>(HOLD, [now + ms, now])).map(({ id }) => id),
    keep: async (id, now, ms) => (await db.sql(KEEP, [now + ms, id])).length > 0,
    next: async (id, limit) =>
      (await db.sql<{ workflow: string }>(NEXT, [id, limit])).map(({ workflow }) => workflow),
    async settle(id, batch, outcomes) {
      await db.sql(SETTLE, [batch, JSON.stringify(outcomes), id]);
    },
    async end(id, at) {
      await db.sql('update bulk_action set ended_at = ? where id = ? returning id', [at, id]);
    },
  };
}

const IS_ALIVE = "a.status = 'active' and not a.stuck";
const BULK = `
  select b.id, b.person, b.action, b.filter, b.total, b.created_at, b.ended_at, coalesce((
    select json_object_agg(o.outcome, o.count) from (
      select coalesce(i.outcome, 'open') as outcome, count(*) as count
      from bulk_item i where i.bulk = b.id group by 1) o), '{}') as outcomes
  from bulk_action b`;
const HOLD = `
  update bulk_action set held_until = ? where ended_at is null and held_until < ? returning id`;
const KEEP = 'update bulk_action set held_until = ? where id = ? and ended_at is null returning id';
const NEXT = `
  select workflow from bulk_item where bulk = ? and outcome is null order by workflow limit ?`;
const SETTLE = `
  update bulk_item i set outcome = o.outcome, batch = ?
  from json_to_recordset(?::json) as o(workflow text, outcome text)
  where i.bulk = ? and i.workflow = o.workflow and i.outcome is null returning i.workflow`;
