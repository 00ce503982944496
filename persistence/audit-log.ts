/**
 * Who did what, in a chain of hashes per tenant: an altered or removed entry breaks every later
 * link. A cut-off end is visible only to somebody who kept a later hash elsewhere.
 */
import { createHash } from 'node:crypto';

import type { Json } from '../runtime/ports.ts';
import type { Database, Sql } from './database.ts';
import { throughJson, toJsonText } from './json-text.ts';

/** Ids only, never names: erasing a learner must not break the chain. */
export interface AuditEntry {
  tenant: string;
  actor: string;
  action: string;
  subject: string;
  detail: Json;
}

/** An entry in its place. `hash` covers everything else, `prev` included. */
export interface AuditRecord extends AuditEntry {
  /** From 1, without a gap, within the tenant. */
  seq: number;
  /** Microseconds since 1970. */
  at_us: number;
  prev: string;
  hash: string;
}

/** What is not named does not narrow. Texts are looked for anywhere, in either case. */
export interface AuditQuery {
  tenant: string;
  actor?: string | undefined;
  /** Exactly this action, or with a final dot all that begin so. */
  action?: string | undefined;
  subject?: string | undefined;
  /** ms since 1970; from included, to excluded. */
  from?: number | undefined;
  to?: number | undefined;
  before?: number | undefined;
  limit: number;
}

export type AuditVerdict =
  | { intact: true; entries: number; tenants: Record<string, number> }
  | { intact: false; tenant: string; seq: number };

export interface Audit {
  /** Resolves to the entry's place in its tenant's chain, from 1, and its hash. */
  append(entry: AuditEntry): Promise<{ seq: number; hash: string }>;
  /** Recomputes every chain; names the first entry that does not fit. */
  verify(): Promise<AuditVerdict>;
  /** The newest first; a cursor is the seq of the last entry seen. */
  search(query: AuditQuery): Promise<AuditRecord[]>;
  /** How many entries fit, wherever one stands. */
  count(query: Omit<AuditQuery, 'before' | 'limit'>): Promise<number>;
  /** Every kind of action on record, by name. */
  actions(tenant: string): Promise<string[]>;
  /** The entry that closes a chain now; null while there is none. */
  head(tenant: string): Promise<{ seq: number; hash: string } | null>;
  /** Where the entry with this hash stands; null when no entry has it. */
  place(tenant: string, hash: string): Promise<number | null>;
  /** Entries about a workflow and what belongs to it (its checkpoints), in the order of the chain. */
  about(workflow: string): Promise<AuditRecord[]>;
}

const BEFORE_THE_FIRST = '0'.repeat(64);
const PAGE = 1000;
/** What follows a workflow's id in the ids of its parts, as stored and as written in addresses. */
const BELONGINGS = ['/', '~'];

export function createAudit(db: Database, now: () => number): Audit {
  return {
    append: (entry) => db.transaction((sql) => append(sql, throughJson(entry), now() * 1000)),
    async verify() {
      const tenants: Record<string, number> = {};
      let last: AuditRecord | null = null;
      for (let entries = 0; ; ) {
        const page: AuditRecord[] = await db.sql(NEXT_PAGE, [
          last?.tenant ?? '',
          last?.seq ?? 0,
          PAGE,
        ]);
        for (const link of page) {
          if (!follows(link, last)) return { intact: false, tenant: link.tenant, seq: link.seq };
          last = link;
          tenants[link.tenant] = link.seq;
          entries += 1;
        }
        if (page.length < PAGE) return { intact: true, entries, tenants };
      }
    },
    search: (query) => {
      const { where, values } = conditions(query);
      const text = `select * from audit where ${where} order by seq desc limit ?`;
      return db.sql<AuditRecord>(text, [...values, query.limit]);
    },
    async count(query) {
      const { where, values } = conditions(query);
      const [row] = await db.sql<{ total: number }>(
        `select count(*) as total from audit where ${where}`,
        values,
      );
      return row?.total ?? 0;
    },
    async actions(tenant) {
      const rows = await db.sql<{ action: string }>(ACTIONS, [tenant]);
      return rows.map(({ action }) => action);
    },
    head: async (tenant) =>
      (await db.sql<{ seq: number; hash: string }>(HEAD, [tenant]))[0] ?? null,
    async place(tenant, hash) {
      const [row] = await db.sql<{ seq: number }>(PLACE, [tenant, hash]);
      return row?.seq ?? null;
    },
    about: (workflow) =>
      db.sql<AuditRecord>(ABOUT, [workflow, ...BELONGINGS.map((mark) => workflow + mark)]),
  };
}

const NEXT_PAGE =
  'select * from audit where (tenant, seq) > (?::text, ?::int) order by tenant, seq limit ?';
const ABOUT = `
  select tenant, seq, at_us, actor, action, subject, detail, prev, hash from audit
  where subject = ? or starts_with(subject, ?) or starts_with(subject, ?)
  order by tenant, seq`;
const ACTIONS = 'select distinct action from audit where tenant = ? order by action';
const PLACE = 'select seq from audit where tenant = ? and hash = ? limit 1';
const HEAD = 'select seq, hash from audit where tenant = ? order by seq desc limit 1';
const INSERT = `
  insert into audit (tenant, seq, at_us, actor, action, subject, detail, prev, hash)
  values (?, ?, ?, ?, ?, ?, ?::json, ?, ?)`;

function conditions(query: Omit<AuditQuery, 'limit'>): { where: string; values: unknown[] } {
  const { tenant, actor, action, subject, from, to, before } = query;
  const parts: [condition: string, value: unknown][] = [['tenant = ?', tenant]];
  if (actor) parts.push(['position(lower(?) in lower(actor)) > 0', actor]);
  if (action) parts.push([action.endsWith('.') ? 'starts_with(action, ?)' : 'action = ?', action]);
  if (subject) parts.push(['position(lower(?) in lower(subject)) > 0', subject]);
  if (from !== undefined) parts.push(['at_us >= ?', Math.round(from * 1000)]);
  if (to !== undefined) parts.push(['at_us < ?', Math.round(to * 1000)]);
  if (before !== undefined) parts.push(['seq < ?', before]);
  return {
    where: parts.map(([condition]) => condition).join(' and '),
    values: parts.map(([, value]) => value),
  };
}

async function append(sql: Sql, entry: AuditEntry, atUs: number) {
  // Writers of one chain take turns; the primary key would only turn the loser away.
  await sql('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`audit:${entry.tenant}`]);
  const [head] = await sql<Pick<AuditRecord, 'seq' | 'hash'>>(HEAD, [entry.tenant]);
  const seq = (head?.seq ?? 0) + 1;
  const prev = head?.hash ?? BEFORE_THE_FIRST;
  const { tenant, actor, action, subject, detail } = entry;
  const hash = hashOf({ ...entry, seq, at_us: atUs, prev });
  const values = [tenant, seq, atUs, actor, action, subject, toJsonText(detail), prev, hash];
  await sql(INSERT, values);
  return { seq, hash };
}

function follows(link: AuditRecord, before: AuditRecord | null): boolean {
  const previous = before?.tenant === link.tenant ? before : null;
  return (
    link.seq === (previous?.seq ?? 0) + 1 &&
    link.prev === (previous?.hash ?? BEFORE_THE_FIRST) &&
    link.hash === hashOf(link)
  );
}

/** An array, because running the fields together would let text move from one to the next. */
function hashOf({
  tenant,
  seq,
  at_us,
  actor,
  action,
  subject,
  detail,
  prev,
}: Omit<AuditRecord, 'hash'>) {
  const text = JSON.stringify([prev, tenant, seq, at_us, actor, action, subject, detail]);
  return createHash('sha256').update(text).digest('hex');
}
