/** Dead letters: what stopped one actor, kept until a person has settled it and after. */
import type { LetterFilter, Store, StoredDeadLetter } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { toJsonText } from './json-text.ts';

type LetterMethods = 'deadLetters' | 'deadLetter' | 'quarantine';

export function createLetterStatements(db: Database): Pick<Store, LetterMethods> {
  return {
    deadLetters: (limit, filter = {}) => {
      const { where, params } = conditions(filter);
      return db.sql<StoredDeadLetter>(`${LETTERS} ${where} order by l.id desc limit ?`, [
        ...params,
        limit,
      ]);
    },
    deadLetter: async (id) =>
      Number.isSafeInteger(id)
        ? ((await db.sql<StoredDeadLetter>(`${LETTERS} where l.id = ?`, [id]))[0] ?? null)
        : null,
    quarantine: async ({ address, eventId, error, at }) => {
      const params = [address, address, eventId, toJsonText(error), at];
      return (await db.sql(QUARANTINE, params)).length > 0;
    },
  };
}

const LETTERS = `
  select l.id, l.address, a.root, a.machine, l.event_id as "eventId", l.event, l.error, l.at,
    l.attempts, l.resolution, l.resolved_by as "resolvedBy", l.resolved_at as "resolvedAt"
  from dead_letter l join actor a on a.address = l.address`;
/** Locking the actor's row first makes two processes that find the same damage write one letter. */
const QUARANTINE = `
  with marked as (
    update actor set stuck = true, view_status = 'stuck' where address = ? returning address
  )
  insert into dead_letter (address, event_id, event, error, at)
  select m.address, q.event_id, null, q.error, q.at
  from marked m, (select ?::text as address, ?::text as event_id, ?::json as error,
    ?::bigint as at) as q
  where m.address = q.address and not exists (
    select 1 from dead_letter l
    where l.address = q.address and l.event_id = q.event_id and l.resolution is null
  )
  returning id`;

function conditions({ open, root, address, before }: LetterFilter) {
  const all: [string, unknown][] = [];
  if (root !== undefined) all.push(['a.root = ?', root]);
  if (address !== undefined) all.push(['l.address = ?', address]);
  if (before !== undefined) all.push(['l.id < ?', before]);
  const texts = all.map(([text]) => text);
  if (open !== undefined) texts.push(`l.resolution is ${open ? '' : 'not '}null`);
  return {
    where: texts.length > 0 ? `where ${texts.join(' and ')}` : '',
    params: all.map(([, value]) => value),
  };
}
