/**
 * A database that answers may still take nothing in: its disk is full, or it has become read-only.
 * Once a write has failed that way, asking whether it is well means trying to write.
 */
import { sqlStateOf } from './database-failure.ts';

/** The part of an open database used here. */
interface Writing {
  transaction<T>(work: (sql: (text: string) => Promise<unknown>) => Promise<T>): Promise<T>;
}

export interface RoomToWrite {
  /** Told of every failed statement. */
  noted(error: unknown): void;
  /** Resolves if there is room, as far as anybody has reason to doubt it. */
  assured(database: Writing): Promise<void>;
}

const NO_ROOM = new Set(['53100', '25006', '58030']);

export function createRoomToWrite(): RoomToWrite {
  let isInDoubt = false;
  return {
    noted: (error) => {
      if (NO_ROOM.has(sqlStateOf(error) ?? '')) isInDoubt = true;
    },
    assured: async (database) => {
      if (!isInDoubt) return;
      await database.transaction(async (sql) => {
        await sql('delete from idempotency_key where false');
        await sql('create temporary table room_to_write (filler text) on commit drop');
        // Larger than what may be left over in a page or a segment already there.
        await sql(
          'insert into room_to_write select repeat(md5(n::text), 200) from generate_series(1, 100) n',
        );
      });
      isInDoubt = false;
    },
  };
}
