/** What an operator wants to know of the whole installation, counted by the database. */
import type { Json } from '../runtime/ports.ts';
import type { Database } from './database.ts';

export interface RunningEffects {
  /** Name of the call. */
  call: string;
  running: number;
  /** Of those, begun anew after a process ended under them. */
  begun_again: number;
}

export interface WaitingGroup {
  step: string | null;
  /** A WaitsFor. */
  waits_for: string;
  count: number;
  /** Since when the one that has waited longest has not moved; ms since 1970. */
  oldest: number;
  /** That one. */
  oldest_workflow: string;
}

export interface Outcomes {
  completed: number;
  compensated: number;
  cancelled: number;
  /** From filing to the result, of the completed; null where there are none. */
  p50_ms: number | null;
  p95_ms: number | null;
}

export interface Operations {
  effects(): Promise<RunningEffects[]>;
  waiting(): Promise<WaitingGroup[]>;
  /** Workflows that ended at or after then. */
  outcomes(sinceMs: number): Promise<Outcomes>;
  /** Where breakers came to, newest first. */
  breakerTurns(limit: number): Promise<{ address: string; at: number; value: Json }[]>;
  /** Processes that ever shared the database; `starts` counts how often each began. */
  nodes(): Promise<{ id: string; starts: number; is_alive: boolean; seen_at: number }[]>;
  /** Messages and timers that should have been delivered by then. */
  overdue(nowMs: number): Promise<{ count: number; oldest: number | null }>;
  /** Workflows of each machine version that have not ended. */
  versions(): Promise<{ machine: string; version: string; count: number }[]>;
  /** Workflows a person filed, the newest first, looked for among the newest audit entries. */
  filedBy(person: string, limit: number): Promise<string[]>;
}

export function createOperations(db: Database): Operations {
  return {
    effects: () => db.sql<RunningEffects>(EFFECTS),
    waiting: () => db.sql<WaitingGroup>(WAITING),
    async outcomes(sinceMs) {
      const [row] = await db.prepared<Outcomes>(OUTCOMES, [sinceMs]);
      return row ?? { completed: 0, compensated: 0, cancelled: 0, p50_ms: null, p95_ms: null };
    },
    breakerTurns: (limit) => db.sql(BREAKER_TURNS, [limit, limit]),
    nodes: () => db.sql(NODES),
    async overdue(nowMs) {
      const [row] = await db.sql<{ count: number; oldest: number | null }>(OVERDUE, [nowMs]);
      return row ?? { count: 0, oldest: null };
    },
    versions: () => db.sql(VERSIONS),
    filedBy: async (person, limit) =>
      (await db.sql<{ subject: string }>(FILED, [LOOKED_AT, person, limit])).map(
        ({ subject }) => subject,
      ),
  };
}

/** Enough for months of an ordinary installation, and never slow. */
const LOOKED_AT = 20_000;

const EFFECTS = `
  select input->>'activity' as call, count(*) as running,
    count(*) filter (where attempt > 1) as begun_again
  from activity group by 1 order by 2 desc, 1`;
const WAITING = `
  select step, waits_for, count(*) as count, min(updated_at) as oldest,
    (array_agg(id order by updated_at))[1] as oldest_workflow
  from workflow where waits_for is not null group by 1, 2 order by 4`;
const OUTCOMES = {
  name: 'outcomes',
  text: `
  select count(*) filter (where status = 'completed') as completed,
    count(*) filter (where status = 'compensated') as compensated,
    count(*) filter (where status = 'cancelled') as cancelled,
    percentile_cont(0.5) within group (order by updated_at - created_at)
      filter (where status = 'completed') as p50_ms,
    percentile_cont(0.95) within group (order by updated_at - created_at)
      filter (where status = 'completed') as p95_ms
  from workflow
  where status in ('completed', 'compensated', 'cancelled') and updated_at >= $1`,
};
const BREAKER_TURNS = `
  select a.address, j.at, j.value from actor a cross join lateral (
    select at, value from journal j where j.actor = a.id and j.value is not null
    order by j.seq desc limit ?) j
  where a.machine = 'circuitBreaker' order by j.at desc limit ?`;
const NODES = `
  select id, boot as starts, expires > (extract(epoch from clock_timestamp()) * 1000)::bigint
    as is_alive, expires as seen_at from node order by expires desc`;
const OVERDUE = 'select count(*) as count, min(due) as oldest from inbox where due < ?';
const VERSIONS = `
  select machine, version, count(*) as count from actor
  where status = 'active' group by 1, 2 order by 1, 3 desc`;
const FILED = `
  select subject from (
    select subject, actor, action, seq from audit where tenant = 'default'
    order by seq desc limit ?) newest
  where actor = ? and action = 'workflow.started' order by seq desc limit ?`;
