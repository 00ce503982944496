/**
 * What lists and inboxes show, read from the narrow actor rows that every turn keeps current: no
 * snapshot is opened, and nothing has to be caught up after a restart.
 */
import type { StepName } from '../machines/vocabulary.ts';
import { terminal } from '../runtime/errors.ts';
import type { ActorRecord, Json } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { ACTOR_COLUMNS, type ActorRow, summary } from './store-rows.ts';

export interface WorkflowRow {
  workflow_id: string;
  certification_name: string;
  organization_id: string;
  /** A WorkflowStatus. */
  status: string;
  step_name: StepName | null;
  progress_percentage: number;
  /** What stopped it or one of its descendants and waits for a person. */
  open_dead_letters: number;
  seq: number;
  created_at: number;
  updated_at: number;
}

export interface WorkflowQuery {
  /** A WorkflowStatus or a step's name. */
  state?: string | undefined;
  /** Words of the certification's name, or the start of a workflow id. */
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

export interface ReadModels {
  /** Last updated first. What moves while one pages goes to the top, where the next reading finds it. */
  workflows(
    query: WorkflowQuery,
  ): Promise<{ items: WorkflowRow[]; next: string | null; total: number }>;
  workflow(id: string): Promise<WorkflowRow | null>;
  /** Active `checkpoint` actors, earliest due first; their facts current, their snapshots maybe not. */
  openCheckpoints(): Promise<ActorRecord[]>;
  /** Workflows per status. */
  counts(): Promise<Record<string, number>>;
  /** The state values of the workflows completed last, each oldest first. */
  finishedCourses(limit: number): Promise<{ at: number; value: Json }[][]>;
  /** Dead letters that wait for a person. */
  openDeadLetters(): Promise<number>;
  /** When the newest turn of any actor was taken; ms since 1970, 0 before the first. */
  newestTurn(): Promise<number>;
}

export function createReadModels(db: Database): ReadModels {
  return {
    async workflows(query) {
      const filter = filtered(query);
      const page = query.cursor === undefined ? filter : after(filter, query.cursor);
      const [rows, [counted]] = await Promise.all([
        db.sql<WorkflowRow>(`${WORKFLOWS} ${page.where} ${NEWEST_FIRST} limit ?`, [
          ...page.params,
          query.limit + 1,
        ]),
        db.sql<{ total: number }>(`${COUNT} ${filter.where}`, filter.params),
      ]);
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      const next = rows.length > query.limit && last ? cursorAt(last) : null;
      return { items, next, total: counted?.total ?? 0 };
    },
    async workflow(id) {
      const [row] = await db.sql<WorkflowRow>(`${WORKFLOWS} and a.address = ?`, [id]);
      return row ?? null;
    },
    openCheckpoints: async () => (await db.sql<ActorRow>(OPEN_CHECKPOINTS)).map(summary),
    async counts() {
      const rows = await db.sql<{ status: string; count: number }>(COUNTS);
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    async finishedCourses(limit) {
      const rows = await db.sql<{ actor: number; at: number; value: Json }>(COURSES, [limit]);
      return [...Map.groupBy(rows, ({ actor }) => actor).values()].map((course) =>
        course.map(({ at, value }) => ({ at, value })),
      );
    },
    openDeadLetters: async () =>
      (await db.sql<{ count: number }>(OPEN_DEAD_LETTERS))[0]?.count ?? 0,
    newestTurn: async () => (await db.sql<{ at: number }>(NEWEST_TURN))[0]?.at ?? 0,
  };
}

const ROOTS = `from actor a left join request r on r.workflow = a.address
  where a.machine = 'certification' and a.parent is null`;
const WORKFLOWS = `
  select a.address as workflow_id, coalesce(r.certification_name, '') as certification_name,
    coalesce(r.organization_id, '') as organization_id, a.view_status as status,
    a.view_step as step_name, a.view_progress as progress_percentage, a.seq, a.created_at,
    a.updated_at, (
      select count(*) from dead_letter l join actor d on d.address = l.address
      where l.resolution is null and d.root = a.address
    ) as open_dead_letters
  ${ROOTS}`;
const COUNT = `select count(*) as total ${ROOTS}`;
const NEWEST_FIRST = 'order by a.updated_at desc, a.address desc';
const COUNTS = `select a.view_status as status, count(*) as count
  from actor a where a.machine = 'certification' and a.parent is null group by a.view_status`;
const COURSES = `
  select j.actor, j.at, j.value from journal j
  where j.value is not null and j.actor in (
    select a.id from actor a
    where a.machine = 'certification' and a.parent is null and a.view_status = 'completed'
    order by a.updated_at desc limit ?)
  order by j.actor, j.seq`;
const NEWEST_TURN = 'select coalesce(max(updated_at), 0) as at from actor';
const OPEN_DEAD_LETTERS = 'select count(*) as count from dead_letter where resolution is null';
const OPEN_CHECKPOINTS = `
  select ${ACTOR_COLUMNS} from actor a left join snapshot s on s.actor = a.id
  where a.machine = 'checkpoint' and a.status = 'active'
  order by (select min(i.due) from inbox i where i.address = a.address and i.timer is not null)
    nulls last, a.id`;

interface Filter {
  where: string;
  params: unknown[];
}

function filtered({ state, q }: WorkflowQuery): Filter {
  const filter: Filter = { where: '', params: [] };
  if (state) add(filter, '(a.view_status = ? or a.view_step = ?)', state, state);
  const words = q?.split(/\s+/).filter(Boolean) ?? [];
  if (words.length > 0) {
    const named = words.map(() => 'r.certification_name ilike ?').join(' and ');
    const patterns = words.map((word) => `%${literally(word)}%`);
    add(filter, `(a.address like ? or (${named}))`, `${literally(words.join(' '))}%`, ...patterns);
  }
  return filter;
}

function after(filter: Filter, cursor: string): Filter {
  const page = { where: filter.where, params: [...filter.params] };
  const { updatedAt, address } = readCursor(cursor);
  add(page, '(a.updated_at, a.address) < (?::bigint, ?::text)', updatedAt, address);
  return page;
}

function add(filter: Filter, condition: string, ...params: unknown[]): void {
  filter.where += ` and ${condition}`;
  filter.params.push(...params);
}

/** A pattern that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

function cursorAt({ updated_at, workflow_id }: WorkflowRow): string {
  return Buffer.from(JSON.stringify([updated_at, workflow_id])).toString('base64url');
}

function readCursor(cursor: string): { updatedAt: number; address: string } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [updatedAt, address] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    if (Number.isSafeInteger(updatedAt) && typeof address === 'string')
      return { updatedAt: updatedAt as number, address };
  } catch {
    // Falls through: whatever is wrong with it, it is not a cursor of ours.
  }
  throw terminal('CURSOR_INVALID', 'This cursor was not given out by this list');
}
