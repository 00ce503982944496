/** Filters, order and pages of the item bank's list. */
import { terminal } from '../runtime/errors.ts';
import type { Sql } from './database.ts';

/** A line of the list; `state` in the bank's own words. */
export interface ItemRow<State = string> {
  id: string;
  certification: string;
  domain: string;
  objective: string | null;
  difficulty: string | null;
  type: string;
  stem: string;
  state: State;
  version: number;
  hash: string;
  authors: string[];
  verified: boolean;
  responses: number;
  correct: number;
  created_at: number;
  updated_at: number;
}

export interface ItemFilter {
  q?: string | undefined;
  state?: string | undefined;
  certification?: string | undefined;
  domain?: string | undefined;
  objective?: string | undefined;
  difficulty?: string | undefined;
  type?: string | undefined;
  verified?: boolean | undefined;
  workflow?: string | undefined;
  ids?: string[] | undefined;
}

export interface ItemQuery extends ItemFilter {
  sort: 'updated' | 'domain' | 'facility' | 'responses';
  cursor?: string | undefined;
  limit: number;
}

export const ROW = `
  select i.id, i.certification, i.domain, i.objective, i.difficulty, i.type, i.stem, i.state,
    i.version, i.hash, i.authors, i.verified, i.responses, i.correct, i.created_at, i.updated_at
  from bank_item i`;

/** What each order sorts by. Without answers there is no share, so those come last. */
const ORDERS: Record<ItemQuery['sort'], { by: string; cast: string; down: boolean }> = {
  updated: { by: 'i.updated_at', cast: 'bigint', down: true },
  domain: { by: 'i.domain', cast: 'text', down: false },
  responses: { by: 'i.responses', cast: 'int', down: true },
  facility: {
    by: 'coalesce(i.correct::float8 / nullif(i.responses, 0), 2)',
    cast: 'float8',
    down: false,
  },
};

export async function listOf<State>(
  sql: Sql,
  query: ItemQuery,
): Promise<{ items: ItemRow<State>[]; next: string | null; total: number }> {
  const { by, cast, down } = ORDERS[query.sort];
  const { where, params } = filtered(query);
  const after =
    query.cursor === undefined
      ? { where, params }
      : {
          where: `${where} and (${by}, i.id) ${down ? '<' : '>'} (?::${cast}, ?::text)`,
          params: [...params, ...readCursor(query.cursor, query.sort)],
        };
  const direction = down ? 'desc' : 'asc';
  const [rows, [counted]] = await Promise.all([
    sql<ItemRow<State> & { sorted: unknown }>(
      `${ROW.replace('from bank_item i', `, ${by} as sorted from bank_item i`)}
       where ${after.where} order by ${by} ${direction}, i.id ${direction} limit ?`,
      [...after.params, query.limit + 1],
    ),
    sql<{ total: number }>(`select count(*)::int as total from bank_item i where ${where}`, params),
  ]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next = rows.length > query.limit && last ? cursorAt(query.sort, last) : null;
  const items = page.map(({ sorted: _, ...row }) => row as unknown as ItemRow<State>);
  return { items, next, total: counted?.total ?? 0 };
}

export function contentsOf<Content>(
  sql: Sql,
  filter: ItemFilter,
  limit: number,
): Promise<{ id: string; certification: string; content: Content }[]> {
  const { where, params } = filtered(filter);
  return sql(
    `select i.id, i.certification, v.content from bank_item i
       join bank_version v on v.item = i.id and v.version = i.version
     where ${where} order by i.domain, i.number limit ?`,
    [...params, limit],
  );
}

const EQUAL = ['state', 'certification', 'domain', 'objective', 'difficulty', 'type'] as const;

function filtered(filter: ItemFilter): { where: string; params: unknown[] } {
  const parts: { text: string; params: unknown[] }[] = [];
  for (const name of EQUAL)
    if (filter[name] !== undefined) parts.push({ text: `i.${name} = ?`, params: [filter[name]] });
  if (filter.verified !== undefined)
    parts.push({ text: 'i.verified = ?', params: [filter.verified] });
  if (filter.workflow !== undefined)
    parts.push({
      text: 'exists (select from bank_use u where u.item = i.id and u.workflow = ?)',
      params: [filter.workflow],
    });
  if (filter.ids !== undefined)
    parts.push({
      text: 'i.id in (select json_array_elements_text(?::json))',
      params: [JSON.stringify(filter.ids)],
    });
  for (const word of filter.q?.split(/\s+/).filter(Boolean) ?? [])
    parts.push({
      text: '(i.stem ilike ? or i.domain ilike ? or i.id like ?)',
      params: [`%${literally(word)}%`, `%${literally(word)}%`, `${literally(word)}%`],
    });
  return {
    where: ['true', ...parts.map(({ text }) => text)].join(' and '),
    params: parts.flatMap(({ params }) => params),
  };
}

/** A pattern that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function cursorAt(sort: string, { sorted, id }: { sorted: unknown; id: string }): string {
  return Buffer.from(JSON.stringify([sort, sorted, id])).toString('base64url');
}

function readCursor(cursor: string, sort: string): [unknown, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [given, sorted, id] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    const isValue = typeof sorted === 'string' || typeof sorted === 'number';
    const fits = (sort === 'domain') === (typeof sorted === 'string');
    if (given === sort && isValue && fits && typeof id === 'string') return [sorted, id];
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor of ours.
  }
  throw terminal('CURSOR_INVALID', 'This cursor was not given out by this list');
}
