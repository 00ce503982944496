/** Filters of the list that people gave names; each person sees only their own. */
import type { Database } from './database.ts';

export interface SavedView {
  name: string;
  /** Query of the list's address, without the question mark. */
  query: string;
  created_at: number;
}

export interface SavedViews {
  /** In the order of their names. */
  of(person: string): Promise<SavedView[]>;
  /** Under a name already there the view is replaced. Resolves to how many the person has now. */
  save(person: string, view: SavedView): Promise<number>;
  /** Whether there was one. */
  forget(person: string, name: string): Promise<boolean>;
}

export function createSavedViews(db: Database): SavedViews {
  return {
    of: (person) => db.sql<SavedView>(OF, [person]),
    async save(person, { name, query, created_at }) {
      await db.sql(SAVE, [person, name, query, created_at]);
      const [counted] = await db.sql<{ count: number }>(COUNT, [person]);
      return counted?.count ?? 0;
    },
    async forget(person, name) {
      const gone = await db.sql(FORGET, [person, name]);
      return gone.length > 0;
    },
  };
}

const OF = 'select name, query, created_at from saved_view where person = ? order by lower(name)';
const SAVE = `insert into saved_view (person, name, query, created_at) values (?, ?, ?, ?)
  on conflict (person, name) do update set query = excluded.query returning name`;
const COUNT = 'select count(*) as count from saved_view where person = ?';
const FORGET = 'delete from saved_view where person = ? and name = ? returning name';
