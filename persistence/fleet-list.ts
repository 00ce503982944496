/**
 * The list of workflows: any filter, any order, from any place. Pages follow each other by keyset
 * cursors in both directions; a jump to a rank starts at the nearest sampled boundary, so that no
 * page costs more the further down it lies.
 */
import type { StepName } from '../machines/vocabulary.ts';
import type { Database } from './database.ts';
import { asking } from './fleet-ask.ts';
import { and, type Condition, conditionOf, type FleetFilter, param } from './fleet-filter.ts';
import {
  cursorTo,
  IS_DEADLINE,
  type Order,
  orderOf,
  type Place,
  readCursor,
  type Start,
} from './fleet-order.ts';
import { createRanks } from './fleet-ranks.ts';

export interface WorkflowRow {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  /** A WorkflowStatus. */
  status: string;
  step_name: StepName | null;
  progress_percentage: number;
  /** A WaitsFor, or null where the machine is at work or has ended. */
  waits_for: string | null;
  /** The earliest deadline somebody has to meet, ms since 1970. */
  due_at: number | null;
  /** What stopped it or one of its descendants and waits for a person. */
  open_dead_letters: number;
  seq: number;
  created_at: number;
  updated_at: number;
}

export interface WorkflowQuery extends FleetFilter {
  /** A FleetSort; last updated first unless said otherwise. */
  sort?: string | undefined;
  limit: number;
  /** Where to start; at most one of the three. The page at `at` begins with the first row at that key. */
  cursor?: string | undefined;
  rank?: number | undefined;
  at?: number | string | undefined;
}

export interface WorkflowPage {
  items: WorkflowRow[];
  /** Cursors of the neighbouring pages; null where there is none. */
  next: string | null;
  previous: string | null;
  /** Rows of the whole filter; if not exact, there are at least as many. */
  total: number;
  total_is_exact: boolean;
  /** Rows before the first item, known where a rank or a key was asked for. */
  rank: number | null;
}

export interface FleetList {
  /** Last updated first. What moves while one pages goes to the top, where the next reading finds it. */
  workflows(query: WorkflowQuery): Promise<WorkflowPage>;
  workflow(id: string): Promise<WorkflowRow | null>;
  /** Those of these that exist, in any order. */
  workflowsOf(ids: string[]): Promise<WorkflowRow[]>;
  /** Updated at or after then, the last updated first. */
  changedSince(atMs: number, limit: number): Promise<WorkflowRow[]>;
  /** How many rows a filter has, counted up to a million. */
  size(filter: FleetFilter, sort?: string): Promise<{ total: number; total_is_exact: boolean }>;
}

/** Beyond this a count says that it stopped counting. */
const COUNT_MAX = 1_000_000;
/** A total that comes with a page further on may be this old. */
const FRESH_MS = 2000;

/** @param now tells the age of what is kept for a moment. */
export function createFleetList(db: Database, now: () => number): FleetList {
  const ask = asking(db);
  const ranks = createRanks(ask, now);
  const sizes = new Map<string, { at: number; size: Promise<Size> }>();

  const size = async (filter: FleetFilter, sort = '-updated'): Promise<Size> => {
    const { where, values } = conditionOf(filter);
    const among = `select 1 from ${orderOf(sort).from} where ${where} limit ${COUNT_MAX + 1}`;
    const [row] = await ask<{ count: number }>(
      `select count(*) as count from (${among}) c`,
      values,
    );
    const count = Number(row?.count ?? 0);
    return { total: Math.min(count, COUNT_MAX), total_is_exact: count <= COUNT_MAX };
  };
  const recentSize = (query: WorkflowQuery): Promise<Size> => {
    const { cursor: _c, rank: _r, at: _a, limit: _l, ...filter } = query;
    const key = JSON.stringify(filter);
    const known = sizes.get(key);
    const isFirst = query.cursor === undefined && query.rank === undefined;
    if (known && !isFirst && now() - known.at < FRESH_MS) return known.size;
    const counting = size(filter, query.sort);
    sizes.delete(key);
    sizes.set(key, { at: now(), size: counting });
    counting.catch(() => sizes.delete(key));
    for (const oldest of sizes.keys()) if (sizes.size > 50) sizes.delete(oldest);
    return counting;
  };

  return {
    size,
    async workflows(query) {
      const order = orderOf(query.sort ?? '-updated');
      const condition = conditionOf(query);
      const [start, counted] = await Promise.all([
        startOf(query, order, condition),
        recentSize(query),
      ]);
      const page = await pageFrom(order, condition, start, query.limit);
      return { ...page, ...counted, rank: start.rank };
    },
    workflow: async (id) => (await ask<WorkflowRow>(ONE, [id]))[0] ?? null,
    changedSince: (atMs, limit) => ask<WorkflowRow>(CHANGED, [atMs, limit]),
    workflowsOf: (ids) => ask<WorkflowRow>(SOME, [JSON.stringify(ids)]),
  };

  async function startOf(query: WorkflowQuery, order: Order, condition: Condition): Promise<Start> {
    if (query.cursor !== undefined) return { place: readCursor(order, query.cursor), rank: null };
    if (query.rank !== undefined) return ranks.at(order, condition, query.rank);
    if (query.at !== undefined) return ranks.from(order, condition, query.at);
    return { place: null, rank: 0 };
  }

  async function pageFrom(
    order: Order,
    filter: Condition,
    { place, offset = 0 }: Start,
    limit: number,
  ): Promise<Pick<WorkflowPage, 'items' | 'next' | 'previous'>> {
    const isBack = place?.goes === 'back';
    const condition = { where: filter.where, values: [...filter.values] };
    if (place) beyond(condition, order, place);
    const run = order.isDescending === isBack ? 'asc' : 'desc';
    const many = param(condition, limit + 1, 'int');
    const skip = param(condition, offset, 'int');
    const rows = await ask<WorkflowRow & { sort_key: number | string }>(
      `select ${ROW}, w.sort_key from (
        select w.*, ${order.key} as sort_key from ${order.from} where ${condition.where}
        order by ${order.key} ${run}, w.id ${run} limit ${many} offset ${skip}) w
      order by w.sort_key ${run}, w.id ${run}`,
      condition.values,
    );
    const hasMore = rows.length > limit;
    const items = rows.slice(0, limit);
    if (isBack) items.reverse();
    const cursor = (row: (typeof items)[number] | undefined, goes: Place['goes']) =>
      row ? cursorTo(order, { key: row.sort_key, id: row.workflow_id, goes }) : null;
    const isAtStart = place === null && offset === 0;
    return {
      items: items.map(({ sort_key: _, ...row }) => row),
      next: isBack || hasMore ? cursor(items.at(-1), 'on') : null,
      previous: (isBack ? hasMore : !isAtStart) ? cursor(items[0], 'back') : null,
    };
  }
}

type Size = Pick<WorkflowPage, 'total' | 'total_is_exact'>;

function beyond(condition: Condition, order: Order, { key, id, goes }: Place): void {
  const sign = order.isDescending === (goes === 'on') ? '<' : '>';
  const after = `(${param(condition, key, order.type)}, ${param(condition, id, 'text')})`;
  and(condition, `(${order.key}, w.id) ${sign} ${after}`);
}

const ROW = `w.id as workflow_id, w.name as certification_name, w.organization as organization_id,
  w.status, w.step as step_name, w.progress as progress_percentage, w.waits_for, (
    select min(i.due) from actor d join inbox i on i.address = d.address
    where d.root = w.id and d.status = 'active' and i.timer is not null and ${IS_DEADLINE}
  ) as due_at, (
    select count(*) from dead_letter l join actor d on d.address = l.address
    where l.resolution is null and d.root = w.id
  ) as open_dead_letters, w.seq, w.created_at, w.updated_at`;
const ONE = `select ${ROW} from workflow w where w.id = $1`;
const SOME = `
  select ${ROW} from workflow w where w.id in (select json_array_elements_text($1::json))`;
const CHANGED = `
  select ${ROW} from workflow w where w.updated_at >= $1 order by w.updated_at desc limit $2`;
