import type {
  ActorRecord,
  ActorSummary,
  DueRow,
  InboxRow,
  JournalEntry,
  NodeBoot,
  Store,
} from '../runtime/ports.ts';
import type { Database, Statement } from './database.ts';
import { createCommit } from './group-commit.ts';
import { createLetterStatements } from './letter-statements.ts';
import { createNodeStatements } from './node-statements.ts';
import {
  ACTOR_COLUMNS,
  type ActorRow,
  INBOX_COLUMNS,
  JOURNAL_COLUMNS,
  loadedActor,
  summary,
} from './store-rows.ts';

/** The store of an open database. Closing it leaves the database open for whoever opened it. */
export function createSqlStore(db: Database): Store {
  let self: NodeBoot | null = null;
  const nodes = createNodeStatements(db, (joined) => {
    self = joined;
  });
  return {
    ...nodes,
    ...createLetterStatements(db),
    commit: createCommit(db, () => self),
    load: async (address) => {
      const [row] = await db.prepared<ActorRow & { tail: JournalEntry[] }>(LOAD, [address]);
      return row ? loadedActor(row) : null;
    },
    loadAll: async (addresses) => {
      const wanted = [JSON.stringify(addresses)];
      return (await db.sql<ActorRow & { tail: JournalEntry[] }>(LOAD_ALL, wanted)).map(loadedActor);
    },
    family: async (root): Promise<ActorRecord[]> =>
      (await db.sql<ActorRow>(FAMILY, [root])).map(summary),
    actors: (after, limit) => db.sql<ActorSummary>(ACTORS, [after, limit]),
    journal: (address, afterSeq, limit) =>
      db.sql<JournalEntry>(JOURNAL, [address, afterSeq, limit]),
    consumed: async (address, eventIds) => {
      if (eventIds.length === 0) return new Set();
      const found = await db.prepared<{ id: string }>(CONSUMED, [
        address,
        JSON.stringify(eventIds),
      ]);
      return new Set(found.map(({ id }) => id));
    },
    due: (nowMs, limit, after) =>
      db.prepared<DueRow>(DUE, [nowMs, limit, after?.dueMs ?? 0, after?.id ?? 0]),
    dueOf: (address, nowMs, limit) => db.sql<InboxRow>(DUE_OF, [address, nowMs, limit]),
    nextDue: async (nowMs) =>
      (await db.prepared<{ due: number | null }>(NEXT_DUE, [nowMs]))[0]?.due ?? null,
    dropUnclaimed: (rows) => db.sql(DROP_UNCLAIMED, [JSON.stringify(rows)]),
    unarchived: async (after, limit) =>
      (await db.sql<{ address: string }>(UNARCHIVED, [after, limit])).map(({ address }) => address),
    close: async () => {},
  };
}

const LOADED = `
  select ${ACTOR_COLUMNS}, coalesce((
    select json_agg(e order by e.seq) from (
      select ${JOURNAL_COLUMNS} from journal j where j.actor = a.id and j.seq > coalesce(s.seq, 0)
    ) e), '[]') as tail
  from actor a left join snapshot s on s.actor = a.id`;
const LOAD: Statement = { name: 'load', text: `${LOADED} where a.address = $1` };
const LOAD_ALL = `${LOADED} where a.address in (select json_array_elements_text(?::json))`;
const FAMILY = `
  select ${ACTOR_COLUMNS}
  from actor a left join snapshot s on s.actor = a.id where a.root = ? order by a.id`;
const ACTORS = `
  select address, root, machine, version, status, stuck, seq from actor
  where address > ? order by address limit ?`;
const JOURNAL = `
  select ${JOURNAL_COLUMNS} from journal j join actor a on a.id = j.actor
  where a.address = ? and j.seq > ? order by j.seq limit ?`;
const CONSUMED: Statement = {
  name: 'consumed',
  text: `
  select j.event_id as id from journal j join actor a on a.id = j.actor
  where a.address = $1 and j.event_id in (select json_array_elements_text($2::json))`,
};
const DUE: Statement = {
  name: 'due',
  text: `
  select id, ${INBOX_COLUMNS} from inbox
  where due <= $1 and due >= $3 and (due, id) > ($3::bigint, $4::bigint)
    and not exists (select 1 from actor a
      where a.address = inbox.address and a.stuck and a.status = 'active')
  order by due, id limit $2`,
};
const DUE_OF = `
  select ${INBOX_COLUMNS} from inbox where address = ? and due <= ? order by due, id limit ?`;
const NEXT_DUE: Statement = {
  name: 'next-due',
  text: 'select min(due) as due from inbox where due > $1',
};
const DROP_UNCLAIMED = `
  delete from inbox i using json_to_recordset(?::json) as d(address text, "eventId" text)
  where i.address = d.address and i.event_id = d."eventId"
    and not exists (select 1 from actor a where a.address = i.address)
    and not exists (select 1 from inbox f where f.address = i.address and f.event_id = 'init')
  returning i.address, i.event_id as "eventId"`;
const UNARCHIVED = `
  select a.address from actor a left join snapshot s on s.actor = a.id
  where a.status in ('done', 'error', 'stopped') and not a.stuck
    and coalesce(s.seq, 0) < a.seq and a.address > ?
  order by a.address limit ?`;
