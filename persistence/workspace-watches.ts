/** Watches of the local workspace in Postgres. */
import type { Database } from './database.ts';
import type { WatchRow } from './workspace-rows.ts';

const WATCH = 'form, id, event_type, topic, state, error_type, created_at, expires_at';

export function watchTable(db: Pick<Database, 'sql'>) {
  return {
    async putWatch(row: WatchRow): Promise<void> {
      await db.sql(
        `insert into ws_watch (${WATCH}) values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (form, id) do update set topic = excluded.topic, state = excluded.state,
           error_type = excluded.error_type, expires_at = excluded.expires_at`,
        [
          row.form,
          row.id,
          row.event_type,
          row.topic,
          row.state,
          row.error_type,
          row.created_at,
          row.expires_at,
        ],
      );
    },
    watches: (form: string): Promise<WatchRow[]> =>
      db.sql<WatchRow>(`select ${WATCH} from ws_watch where form = ? order by created_at, id`, [
        form,
      ]),
    async deleteWatch(form: string, id: string): Promise<boolean> {
      const gone = await db.sql('delete from ws_watch where form = ? and id = ? returning id', [
        form,
        id,
      ]);
      return gone.length > 0;
    },
  };
}
