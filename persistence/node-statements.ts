/**
 * The processes that share the database: who is alive, and what to do with the work of those who
 * are not. Alive is a lease by the database's clock; the machines' own clocks may differ.
 */
import type { ActivityRow, NodeBoot, NodeStanding, Store } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { ACTIVITY_COLUMNS } from './store-rows.ts';

type NodeMethods = 'join' | 'beat' | 'leave' | 'takeOverActivities' | 'rerunActivities' | 'held';

/** @param joined told once this store works for a node: its commits name that node from then on. */
export function createNodeStatements(
  db: Database,
  joined: (self: NodeBoot) => void,
): Pick<Store, NodeMethods> {
  let self: NodeBoot | null = null;
  return {
    join: async (node, leaseMs) => {
      const [row] = await db.sql<{ boot: number }>(JOIN, [node, leaseMs]);
      self = { node, boot: row?.boot ?? 1 };
      joined(self);
      return self;
    },
    beat: async ({ node, boot }, leaseMs) => {
      const [standing] = await db.sql<NodeStanding>(BEAT, [leaseMs, node, boot, node, node]);
      return standing ?? { boot, living: [node], orphans: false };
    },
    leave: async ({ node, boot }) => {
      await db.sql('update node set expires = 0 where id = ? and boot = ?', [node, boot]);
    },
    takeOverActivities: (taker) =>
      db.sql<ActivityRow>(TAKE_OVER, [taker?.node ?? null, taker?.boot ?? null]),
    rerunActivities: (owner, certain, except) =>
      db.sql<ActivityRow>(RERUN, [
        ...[self?.node ?? null, self?.boot ?? null, owner],
        ...[JSON.stringify(certain), JSON.stringify(except)],
      ]),
    held: async ({ node, boot }, keys) => {
      const rows = await db.sql<{ key: string }>(HELD, [JSON.stringify(keys), node, boot]);
      return new Set(rows.map(({ key }) => key));
    },
  };
}

const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
/** Whether the start of a node that an activity `a` names is alive. */
const IS_RUN = `exists (
  select 1 from node n where n.id = a.node and n.boot = a.boot and n.expires > ${NOW})`;
/** Nobody could take its result. */
const IS_OWNER_STUCK = `exists (
  select 1 from actor o where o.address = a.owner and o.stuck and o.status = 'active')`;

const JOIN = `
  insert into node (id, boot, expires) values (?, 1, ${NOW} + ?)
  on conflict (id) do update set boot = node.boot + 1, expires = excluded.expires
  returning boot`;
/** A select beside an update does not see it, so the node that beats is counted in by name. */
const BEAT = `
  with renewed as (
    update node set expires = ${NOW} + ? where id = ? and boot = ? returning id
  )
  select (select boot from node where id = ?) as boot,
    (select json_agg(id order by id) from node where expires > ${NOW} or id = ?) as living,
    exists (select 1 from activity a where not ${IS_RUN} and not ${IS_OWNER_STUCK}) as orphans
  from (select count(*) from renewed) as r`;
/** Two nodes that take over at once share the rows between them: each locks what it takes. */
const TAKE_OVER = `
  with self as (select ?::text as node, ?::int as boot), mine as (
    select a.id from activity a, self
    where (self.node is null or not ${IS_RUN}) and not ${IS_OWNER_STUCK}
    for update of a skip locked
  ), taken as (
    update activity a set attempt = attempt + 1, node = self.node, boot = self.boot
    from mine, self where a.id = mine.id returning a.*
  )
  select ${ACTIVITY_COLUMNS} from taken order by id`;
const RERUN = `
  with self as (select ?::text as node, ?::int as boot), taken as (
    update activity a set attempt = attempt + 1, node = self.node, boot = self.boot
    from self where a.owner = ? and (
      a.key in (select json_array_elements_text(?::json))
      or (a.key not in (select json_array_elements_text(?::json))
        and (not ${IS_RUN} or (a.node = self.node and a.boot = self.boot))))
    returning a.*
  )
  select ${ACTIVITY_COLUMNS} from taken order by id`;
const HELD = `
  select key from activity
  where key in (select json_array_elements_text(?::json)) and node = ? and boot = ?`;
