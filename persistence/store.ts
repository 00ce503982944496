/**
 * The durable store on Postgres, embedded or not: group commits by one statement, everything else
 * by one small query each.
 */
import { hostname } from 'node:os';

import type {
  ActorRecord,
  ActorSummary,
  CommitOutcome,
  DueRow,
  InboxRow,
  JournalEntry,
  NodeBoot,
  Store,
  Turn,
} from '../runtime/ports.ts';
import { COMMIT, commitParameters } from './commit-statement.ts';
import type { Database, Statement } from './database.ts';
import { sqlStateOf } from './database-failure.ts';
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

const UNIQUE_VIOLATION = '23505';
/** Deadlock and serialisation failure: nothing was written, the same statement may succeed now. */
const RESENDABLE = new Set(['40P01', '40001']);
const RESENDS_MAX = 10;

function createCommit(db: Database, runner: () => NodeBoot | null): Store['commit'] {
  const tokenOf = createTokens();
  const submitted = new WeakSet<Turn>();

  const send = async (turns: Turn[], resends = 0): Promise<CommitOutcome[]> => {
    const parameters = commitParameters(turns, turns.map(tokenOf), runner());
    try {
      const lost = await db.prepared<{ address: string }>(COMMIT, parameters);
      return outcomes(turns, lost);
    } catch (error) {
      const code = sqlStateOf(error) ?? '';
      if (RESENDABLE.has(code) && resends < RESENDS_MAX) return send(turns, resends + 1);
      if (code === UNIQUE_VIOLATION) return bisect(turns);
      throw error;
    }
  };

  /** One turn consumes an event that was consumed before. Only that one is sent away. */
  const bisect = async (turns: Turn[]): Promise<CommitOutcome[]> => {
    if (turns.length <= 1) return turns.map(() => 'fenced');
    const middle = Math.ceil(turns.length / 2);
    const first = await send(turns.slice(0, middle));
    return [...first, ...(await send(turns.slice(middle)))];
  };

  return async (turns) => {
    if (turns.length === 0) return [];
    const again = turns.filter((turn) => submitted.has(turn));
    for (const turn of turns) submitted.add(turn);
    if (again.length === 0) return send(turns);
    const written = await alreadyWritten(db, again, tokenOf);
    const open = turns.filter((turn) => !written.has(turn));
    const sent = open.length > 0 ? await send(open) : [];
    const outcome = new Map(open.map((turn, index) => [turn, sent[index] ?? 'fenced']));
    return turns.map((turn) => outcome.get(turn) ?? 'accepted');
  };
}

/**
 * A turn handed in again had an unclear end: the connection went away while the answer was under
 * way. If the actor's row carries its token, it had been committed.
 */
async function alreadyWritten(
  db: Database,
  turns: Turn[],
  tokenOf: (turn: Turn) => string,
): Promise<Set<Turn>> {
  const tokens = JSON.stringify(turns.map(({ address }) => address));
  const rows = await db.sql<{ turn: string }>(
    'select turn from actor where address in (select json_array_elements_text(?::json))',
    [tokens],
  );
  const found = new Set(rows.map(({ turn }) => turn));
  return new Set(turns.filter((turn) => found.has(tokenOf(turn))));
}

/** A name for each turn object that no other process and no other store gives. */
function createTokens(): (turn: Turn) => string {
  const tokens = new WeakMap<Turn, string>();
  storesMade += 1;
  const prefix = `${hostname()}/${process.pid}/${performance.timeOrigin}/${storesMade}`;
  let last = 0;
  return (turn) => {
    const token = tokens.get(turn) ?? `${prefix}/${++last}`;
    tokens.set(turn, token);
    return token;
  };
}
let storesMade = 0;

function outcomes(turns: Turn[], lost: { address: string }[]): CommitOutcome[] {
  const losers = new Set(lost.map(({ address }) => address));
  return turns.map(({ address }) => (losers.has(address) ? 'fenced' : 'accepted'));
}
