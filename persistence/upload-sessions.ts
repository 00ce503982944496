/**
 * Where unfinished uploads go on. The address of a session lets whoever holds it write into the
 * drive, so it is sealed into the row of the write it belongs to and is gone when that is settled.
 */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { EffectRow } from './entities/records.ts';
import type { Seal } from './sealing.ts';

/** An open session of one upload. */
export interface UploadSession {
  /** A bearer secret: not for logs, journals or messages. */
  url: string;
  /** Bytes known to be kept on the other side. */
  offset: number;
}

export interface UploadSessions {
  /** Null when there is none, or none that this installation can read. */
  get(key: string): Promise<UploadSession | null>;
  keep(key: string, session: UploadSession): Promise<void>;
  /** Notes how far a kept session has come. */
  reach(key: string, offset: number): Promise<void>;
  forget(key: string): Promise<void>;
}

export function createUploadSessions(db: Database, seal: Seal): UploadSessions {
  const em = () => db.orm.em.fork();
  const write = async (key: string, change: Partial<EffectRow>): Promise<void> => {
    // Only an open write has a session: a late word about a settled one must not bring it back.
    await em().nativeUpdate(EffectRow, { key, state: 'planned' }, change);
  };
  return withDatabaseFailures<UploadSessions>({
    async get(key) {
      const populate = ['sealedSession', 'sessionOffset'] as const;
      const row = await em().findOne(EffectRow, { key, state: 'planned' }, { populate });
      const url = row?.sealedSession ? seal.open(row.sealedSession, key) : null;
      return url === null ? null : { url, offset: row?.sessionOffset ?? 0 };
    },
    keep: (key, { url, offset }) =>
      write(key, { sealedSession: seal.seal(url, key), sessionOffset: offset }),
    reach: (key, offset) => write(key, { sessionOffset: offset }),
    forget: (key) => write(key, { sealedSession: null, sessionOffset: null }),
  });
}
