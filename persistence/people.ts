/** The people who work here: who they are, what they may do, how they log in. */
import type { Database, Sql } from './database.ts';
import { toJsonText } from './json-text.ts';

export interface PersonEntry {
  person: string;
  name: string;
  roles: string[];
  groups: string[];
  active: boolean;
  /** Whether a login code was made for them. */
  has_code: boolean;
  /** ms since 1970. */
  created_at: number;
  updated_at: number;
}

export type SavedPerson =
  | { kind: 'saved'; before: PersonEntry | null; after: PersonEntry }
  /** Nobody active would be left with the role `admin`. */
  | { kind: 'last_admin' };

export interface People {
  find(person: string): Promise<PersonEntry | null>;
  /** By name. */
  list(): Promise<PersonEntry[]>;
  /** Adds or changes; refuses to take the role of the last admin away. */
  save(
    entry: Pick<PersonEntry, 'person' | 'name' | 'roles' | 'groups' | 'active'>,
    at: number,
  ): Promise<SavedPerson>;
  /** Replaces the login code by its hash; false when there is no such person. */
  setCode(person: string, hash: string, at: number): Promise<boolean>;
  /** Whose login code has this hash. */
  byCode(hash: string): Promise<PersonEntry | null>;
}

export function createPeople(db: Database): People {
  return {
    find: (person) => findIn(db.sql, person),
    list: () => db.sql<PersonEntry>(`${PEOPLE} order by lower(name), id`),
    save: ({ person, name, roles, groups, active }, at) =>
      db.transaction(async (sql) => {
        // Two admins who take each other's role away at once must not both succeed.
        await sql("select pg_advisory_xact_lock(hashtextextended('people', 0))");
        const before = await findIn(sql, person);
        if (isAdmin(before) && !(active && roles.includes('admin'))) {
          const admins = (await sql<PersonEntry>(PEOPLE)).filter(isAdmin);
          if (admins.length === 1) return { kind: 'last_admin' };
        }
        const values = [person, name, toJsonText(roles), toJsonText(groups), active, at, at];
        await sql(SAVE, values);
        return { kind: 'saved', before, after: (await findIn(sql, person)) as PersonEntry };
      }),
    setCode: async (person, hash, at) => (await db.sql(SET_CODE, [hash, at, person])).length > 0,
    byCode: async (hash) =>
      (await db.sql<PersonEntry>(`${PEOPLE} where code_hash = ?`, [hash]))[0] ?? null,
  };
}

const PEOPLE = `
  select id as person, name, roles, groups, active, code_hash is not null as has_code,
    created_at, updated_at from person`;
const SAVE = `
  insert into person (id, name, roles, groups, active, created_at, updated_at)
  values (?, ?, ?::json, ?::json, ?, ?, ?)
  on conflict (id) do update set name = excluded.name, roles = excluded.roles,
    groups = excluded.groups, active = excluded.active, updated_at = excluded.updated_at`;
const SET_CODE = 'update person set code_hash = ?, updated_at = ? where id = ? returning id';

async function findIn(sql: Sql, person: string): Promise<PersonEntry | null> {
  return (await sql<PersonEntry>(`${PEOPLE} where id = ?`, [person]))[0] ?? null;
}

function isAdmin(entry: PersonEntry | null): boolean {
  return entry?.active === true && entry.roles.includes('admin');
}
