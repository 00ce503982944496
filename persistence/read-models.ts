/**
 * What lists and inboxes show, read from the narrow actor rows that every turn keeps current: no
 * snapshot is opened, and nothing has to be caught up after a restart.
 */
import type { ActorRecord, Json } from '../runtime/ports.ts';
import type { Database } from './database.ts';
import { createFleetHistogram, type FleetHistogram } from './fleet-histogram.ts';
import { createFleetList, type FleetList } from './fleet-list.ts';
import { ACTOR_COLUMNS, type ActorRow, summary } from './store-rows.ts';

export type { WorkflowPage, WorkflowQuery, WorkflowRow } from './fleet-list.ts';

export interface ReadModels extends FleetList, FleetHistogram {
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

/** @param now tells the age of what is kept for a moment; any steady clock will do. */
export function createReadModels(
  db: Database,
  now: () => number = () => performance.now(),
): ReadModels {
  return {
    ...createFleetList(db, now),
    ...createFleetHistogram(db),
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

const COUNTS = 'select status, count(*) as count from workflow group by status';
const COURSES = `
  select j.actor, j.at, j.value from journal j
  where j.value is not null and j.actor in (
    select a.id from actor a join workflow w on w.id = a.address
    where w.status = 'completed' order by w.updated_at desc limit ?)
  order by j.actor, j.seq`;
const NEWEST_TURN = 'select coalesce(max(updated_at), 0) as at from actor';
const OPEN_DEAD_LETTERS = 'select count(*) as count from dead_letter where resolution is null';
const OPEN_CHECKPOINTS = `
  select ${ACTOR_COLUMNS} from actor a left join snapshot s on s.actor = a.id
  where a.machine = 'checkpoint' and a.status = 'active'
  order by (select min(i.due) from inbox i where i.address = a.address and i.timer is not null)
    nulls last, a.id`;
