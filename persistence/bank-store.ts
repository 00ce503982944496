/** The item bank in the database: changes one after the other, lists by keyset. */
import type { Json } from '../runtime/ports.ts';
import {
  contentsOf,
  type ItemFilter,
  type ItemQuery,
  type ItemRow,
  listOf,
  ROW,
} from './bank-list.ts';
import type { Database, Sql } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { toJsonText } from './json-text.ts';

/** One wording, its parts as the bank's own room defines them. */
export interface VersionRow<Content> {
  version: number;
  hash: string;
  content: Content;
  verified: boolean;
  flaws: string[];
  author: string;
  at: number;
  reason: string;
}

export interface EventRow<Action, State> {
  at: number;
  actor: string;
  action: Action;
  version: number;
  from_state: State | null;
  to_state: State | null;
  workflow: string | null;
  comment: string;
}

export interface UseRow<Figures> {
  workflow: string;
  certification_name: string;
  set_item: string;
  version: number;
  hash: string;
  at: number;
  figures: Figures | null;
  measured_at: number | null;
}

/** The words of the bank, which this folder only stores. */
export interface BankTypes {
  state: string;
  action: string;
  content: object;
  figures: object;
}

export interface Change<T extends BankTypes> {
  expect: { version: number; state: T['state'] } | null;
  row: Omit<ItemRow<T['state']>, 'responses' | 'correct'>;
  version: VersionRow<T['content']> | null;
  events: EventRow<T['action'], T['state']>[];
}

interface UseEntry {
  workflow: string;
  set_item: string;
  at: number;
}

export interface BankTransaction<T extends BankTypes> {
  row(id: string): Promise<ItemRow<T['state']> | null>;
  byHash(hash: string): Promise<ItemRow<T['state']> | null>;
  byOrigin(certification: string, origin: string): Promise<ItemRow<T['state']> | null>;
  use(workflow: string, setItem: string): Promise<{ item: string; hash: string } | null>;
  change(change: Change<T>, origin?: string): Promise<boolean>;
  noteUse(entry: UseEntry, item: string, version: number): Promise<void>;
  noteFigures(entry: UseEntry, figures: T['figures'], at: number): Promise<boolean>;
}

export interface BankStore<T extends BankTypes> {
  transaction<R>(work: (bank: BankTransaction<T>) => Promise<R>): Promise<R>;
  list(
    query: ItemQuery,
  ): Promise<{ items: ItemRow<T['state']>[]; next: string | null; total: number }>;
  contents(
    filter: ItemFilter,
    limit: number,
  ): Promise<{ id: string; certification: string; content: T['content'] }[]>;
  whole(id: string): Promise<
    | (ItemRow<T['state']> & {
        versions: VersionRow<T['content']>[];
        history: EventRow<T['action'], T['state']>[];
        uses: UseRow<T['figures']>[];
      })
    | null
  >;
  cells(
    certification: string | null,
  ): Promise<{ domain: string; state: T['state']; difficulty: string | null; count: number }[]>;
  certifications(): Promise<{ name: string; items: number }[]>;
  newestBlueprint(
    certification: string,
  ): Promise<{ domains: { name: string; weight: number }[]; question_count: number } | null>;
}

export function createBankStore<T extends BankTypes>(db: Database): BankStore<T> {
  return withDatabaseFailures<BankStore<T>>({
    transaction: (work) =>
      db.transaction(async (sql) => {
        // Two sets with the same question must not both be the first to bring it.
        await sql(LOCK);
        return work(inTransaction<T>(sql));
      }),
    list: (query) => listOf<T['state']>(db.sql, query),
    contents: (filter, limit) => contentsOf<T['content']>(db.sql, filter, limit),
    async whole(id) {
      const [row] = await db.sql<ItemRow<T['state']>>(`${ROW} where i.id = ?`, [id]);
      if (!row) return null;
      const [versions, history, uses] = await Promise.all([
        db.sql<VersionRow<T['content']>>(VERSIONS, [id]),
        db.sql<EventRow<T['action'], T['state']>>(HISTORY, [id]),
        db.sql<UseRow<T['figures']>>(USES, [id]),
      ]);
      return { ...row, versions, history, uses };
    },
    cells: (certification) => db.sql(CELLS, [certification, certification]),
    certifications: () => db.sql(CERTIFICATIONS),
    async newestBlueprint(certification) {
      const [row] = await db.sql<{ settings: Blueprint }>(NEWEST_REQUEST, [certification]);
      if (!row) return null;
      const { domains, assessment } = row.settings;
      return { domains, question_count: assessment.question_count };
    },
  });
}

interface Blueprint {
  domains: { name: string; weight: number }[];
  assessment: { question_count: number };
}

function inTransaction<T extends BankTypes>(sql: Sql): BankTransaction<T> {
  const one = async (where: string, params: unknown[]) =>
    (await sql<ItemRow<T['state']>>(`${ROW} where ${where} limit 1`, params))[0] ?? null;
  return {
    row: (id) => one('i.id = ?', [id]),
    byHash: (hash) => one('i.hash = ? order by i.number', [hash]),
    byOrigin: (certification, origin) =>
      one('i.certification = ? and i.origin = ? order by i.number', [certification, origin]),
    async use(workflow, setItem) {
      const [use] = await sql<{ item: string; hash: string }>(USE, [workflow, setItem]);
      return use ?? null;
    },
    async change({ expect, row, version, events }, origin = '') {
      if (!(await writeRow(sql, expect, row, origin))) return false;
      if (version) {
        const { hash, content, verified, flaws, author, at, reason } = version;
        await sql(INSERT_VERSION, [
          ...[row.id, version.version, hash, toJsonText(content), verified],
          ...[toJsonText(flaws), author, at, reason],
        ]);
      }
      for (const event of events)
        await sql(INSERT_EVENT, [
          ...[row.id, row.id, event.at, event.actor, event.action, event.version],
          ...[event.from_state, event.to_state, event.workflow, event.comment],
        ]);
      await sql(COUNT_ANSWERS, [row.id]);
      return true;
    },
    async noteUse({ workflow, set_item, at }, item, version) {
      await sql(NOTE_USE, [workflow, set_item, item, version, at]);
    },
    async noteFigures({ workflow, set_item }, figures, at) {
      const [use] = await sql<{ item: string }>(NOTE_FIGURES, [
        toJsonText(figures as Json),
        at,
        workflow,
        set_item,
      ]);
      if (!use) return false;
      await sql(COUNT_ANSWERS, [use.item]);
      return true;
    },
  };
}

async function writeRow<T extends BankTypes>(
  sql: Sql,
  expect: Change<T>['expect'],
  row: Change<T>['row'],
  origin: string,
): Promise<boolean> {
  const { id, certification, domain, objective, difficulty, type, stem, state, version } = row;
  const facts = [
    certification,
    domain,
    objective,
    difficulty,
    type,
    stem,
    state,
    version,
    row.hash,
  ];
  const rest = [toJsonText(row.authors), row.verified, row.updated_at];
  const rows =
    expect === null
      ? await sql(INSERT_ROW, [id, origin, ...facts, ...rest, row.created_at])
      : await sql(UPDATE_ROW, [...facts, ...rest, id, expect.version, expect.state]);
  return rows.length > 0;
}

const LOCK = "select pg_advisory_xact_lock(hashtextextended('item-bank', 0))";
const INSERT_ROW = `
  insert into bank_item (id, origin, certification, domain, objective, difficulty, type, stem, state,
    version, hash, authors, verified, updated_at, created_at, responses, correct)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, 0, 0)
  on conflict (id) do nothing returning id`;
const UPDATE_ROW = `
  update bank_item set certification = ?, domain = ?, objective = ?, difficulty = ?, type = ?,
    stem = ?, state = ?, version = ?, hash = ?, authors = ?::json, verified = ?, updated_at = ?
  where id = ? and version = ? and state = ? returning id`;
const INSERT_VERSION = `
  insert into bank_version (item, version, hash, content, verified, flaws, author, at, reason)
  values (?, ?, ?, ?::json, ?, ?::json, ?, ?, ?)`;
const INSERT_EVENT = `
  insert into bank_event
    (item, number, at, actor, action, version, from_state, to_state, workflow, comment)
  values (?, (select coalesce(max(e.number), 0) + 1 from bank_event e where e.item = ?),
    ?, ?, ?, ?, ?, ?, ?, ?)`;
const USE = `
  select u.item, v.hash from bank_use u
    join bank_version v on v.item = u.item and v.version = u.version
  where u.workflow = ? and u.set_item = ?`;
const NOTE_USE = `
  insert into bank_use (workflow, set_item, item, version, at) values (?, ?, ?, ?, ?)
  on conflict (workflow, set_item) do update set item = excluded.item, version = excluded.version,
    at = excluded.at, figures = null, measured_at = null`;
const NOTE_FIGURES = `
  update bank_use set figures = ?::json, measured_at = ? where workflow = ? and set_item = ?
  returning item`;
/** Answers to the present wording only: another wording is another question to a learner. */
const COUNT_ANSWERS = `
  update bank_item i set responses = counted.n, correct = counted.c
  from (
    select own.id, coalesce(sum((u.figures->>'n')::int), 0)::int as n,
      coalesce(sum((u.figures->>'right')::int), 0)::int as c
    from bank_item own
      left join bank_version v on v.item = own.id and v.hash = own.hash
      left join bank_use u on u.item = v.item and u.version = v.version
    where own.id = ? group by own.id
  ) counted
  where i.id = counted.id`;
const VERSIONS = `
  select version, hash, content, verified, flaws, author, at, reason
  from bank_version where item = ? order by version desc`;
const HISTORY = `
  select at, actor, action, version, from_state, to_state, workflow, comment
  from bank_event where item = ? order by number desc`;
const USES = `
  select u.workflow, coalesce(r.certification_name, '') as certification_name, u.set_item,
    u.version, v.hash, u.at, u.figures, u.measured_at
  from bank_use u join bank_version v on v.item = u.item and v.version = u.version
    left join request r on r.workflow = u.workflow
  where u.item = ? order by u.at desc, u.workflow`;
const CELLS = `
  select domain, state, difficulty, count(*)::int as count from bank_item
  where (?::text is null or certification = ?)
  group by domain, state, difficulty order by domain`;
const CERTIFICATIONS = `
  select certification as name, count(*)::int as items from bank_item
  group by certification order by count(*) desc, certification`;
const NEWEST_REQUEST = `
  select r.settings from request r left join actor a on a.address = r.workflow
  where r.certification_name = ? order by a.created_at desc nulls last limit 1`;
