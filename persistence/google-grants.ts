/** The connected Google account: its refresh token sealed, and the consents on their way to one. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { createSeal } from './sealing.ts';

export interface GoogleGrant {
  /** Of this connection: connecting again makes another. */
  id: string;
  /** Null when it does not open: the installation's secret is not the one it was sealed with. */
  refreshToken: string | null;
  connectedBy: string;
  /** ms since 1970. */
  connectedAt: number;
  /** Since when Google refuses it; null while it works. */
  brokenAt: number | null;
}

export interface GoogleGrants {
  find(): Promise<GoogleGrant | null>;
  /** Takes the place of the connection before it. */
  save(grant: {
    id: string;
    refreshToken: string;
    connectedBy: string;
    connectedAt: number;
  }): Promise<void>;
  /** Another refresh token for the same connection; nothing when it is another by now. */
  reseal(id: string, refreshToken: string): Promise<void>;
  /** `at` null: it works. */
  mark(id: string, at: number | null): Promise<void>;
  forget(id: string): Promise<void>;
  expect(consent: { stateHash: string; boundHash: string; expiresAt: number }): Promise<void>;
  /** Whether such a consent was expected; it is expected no more. */
  take(consent: { stateHash: string; boundHash: string; now: number }): Promise<boolean>;
}

/** An installation has one connection. */
const PLACE = 'workspace';

/** @param secret the installation's secret */
export function createGoogleGrants(db: Database, secret: string): GoogleGrants {
  const seal = createSeal(secret, 'google refresh tokens');
  const bound = (id: string): string => `google_grant/${id}`;
  return withDatabaseFailures<GoogleGrants>({
    async find() {
      const [row] = await db.sql<Row>(FIND, [PLACE]);
      if (!row) return null;
      const { id, sealed, connected_by, connected_at, broken_at } = row;
      return {
        id,
        refreshToken: seal.open(sealed, bound(id)),
        connectedBy: connected_by,
        connectedAt: connected_at,
        brokenAt: broken_at,
      };
    },
    async save({ id, refreshToken, connectedBy, connectedAt }) {
      const sealed = seal.seal(refreshToken, bound(id));
      await db.sql(SAVE, [PLACE, id, sealed, connectedBy, connectedAt]);
    },
    async reseal(id, refreshToken) {
      const sealed = seal.seal(refreshToken, bound(id));
      await db.sql('update google_grant set sealed = ? where id = ?', [sealed, id]);
    },
    async mark(id, at) {
      await db.sql(MARK, [at, at, id]);
    },
    async forget(id) {
      await db.sql('delete from google_grant where id = ?', [id]);
    },
    async expect({ stateHash, boundHash, expiresAt }) {
      await db.sql('insert into google_consent values (?, ?, ?)', [
        stateHash,
        boundHash,
        expiresAt,
      ]);
    },
    async take({ stateHash, boundHash, now }) {
      await db.sql('delete from google_consent where expires_at <= ?', [now]);
      const taken = await db.sql<{ bound_hash: string }>(
        'delete from google_consent where state_hash = ? returning bound_hash',
        [stateHash],
      );
      return taken[0]?.bound_hash === boundHash;
    },
  });
}

interface Row {
  id: string;
  sealed: Uint8Array;
  connected_by: string;
  connected_at: number;
  broken_at: number | null;
}

const FIND = `
  select id, sealed, connected_by, connected_at, broken_at from google_grant where place = ?`;
const SAVE = `
  insert into google_grant (place, id, sealed, connected_by, connected_at)
  values (?, ?, ?, ?, ?)
  on conflict (place) do update set id = excluded.id, sealed = excluded.sealed,
    connected_by = excluded.connected_by, connected_at = excluded.connected_at, broken_at = null`;
/** The first refusal is the one worth knowing. */
const MARK = `
  update google_grant set broken_at = case when ?::bigint is null then null
    else coalesce(broken_at, ?::bigint) end where id = ?`;
