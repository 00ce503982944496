/** Who is logged in, from where and until when. A session is ended by a date, never by deleting it. */
import type { Database } from './database.ts';

export interface SessionEntry {
  id: string;
  person: string;
  /** Browser and system, as the browser names itself. */
  client: string;
  /** ms since 1970. */
  created_at: number;
  seen_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface Sessions {
  open(session: Omit<SessionEntry, 'seen_at' | 'revoked_at'>): Promise<void>;
  find(id: string): Promise<SessionEntry | null>;
  seen(id: string, at: number): Promise<void>;
  /** Those that still open the door, last used first; of everybody when `person` is null. */
  list(person: string | null, now: number): Promise<SessionEntry[]>;
  /** Ends them; resolves to those that had not ended. */
  revoke(
    which: { id: string } | { person: string; except?: string },
    at: number,
  ): Promise<string[]>;
  /** Forgets those that ended before. */
  forget(endedBefore: number): Promise<void>;
}

export function createSessions(db: Database): Sessions {
  return {
    async open({ id, person, client, created_at, expires_at }) {
      await db.sql(OPEN, [id, person, client, created_at, created_at, expires_at]);
    },
    find: async (id) => (await db.sql<SessionEntry>(`${SESSIONS} where id = ?`, [id]))[0] ?? null,
    async seen(id, at) {
      await db.sql('update session set seen_at = ? where id = ? and seen_at < ?', [at, id, at]);
    },
    list: (person, now) =>
      db.sql<SessionEntry>(
        `${SESSIONS} where revoked_at is null and expires_at > ?
          and (?::text is null or person = ?) order by seen_at desc, id limit 500`,
        [now, person, person],
      ),
    async revoke(which, at) {
      const [condition, values] =
        'id' in which
          ? ['id = ?', [which.id]]
          : ['person = ? and id <> ?', [which.person, which.except ?? '']];
      const ended = await db.sql<{ id: string }>(
        `update session set revoked_at = ? where revoked_at is null and ${condition} returning id`,
        [at, ...values],
      );
      return ended.map(({ id }) => id);
    },
    async forget(endedBefore) {
      await db.sql('delete from session where expires_at < ?', [endedBefore]);
    },
  };
}

const SESSIONS =
  'select id, person, client, created_at, seen_at, expires_at, revoked_at from session';
const OPEN = `
  insert into session (id, person, client, created_at, seen_at, expires_at)
  values (?, ?, ?, ?, ?, ?)`;
