/** When learners opened what was made for them: first, last and how often, nothing more. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';

export interface Visit {
  learner: string;
  /** `home`, or the id of an artefact. */
  what: string;
  /** ms since 1970. */
  first_at: number;
  last_at: number;
  count: number;
}

export interface LearnerVisits {
  note(workflow: string, learner: string, what: string, at: number): Promise<void>;
  of(workflow: string): Promise<Visit[]>;
}

export function createLearnerVisits(db: Database): LearnerVisits {
  return withDatabaseFailures<LearnerVisits>({
    async note(workflow, learner, what, at) {
      await db.sql(NOTE, [workflow, learner, what, at, at, at]);
    },
    of: (workflow) => db.sql<Visit>(OF, [workflow]),
  });
}

// A player asks for a video in many pieces; within ten minutes that is one visit.
const NOTE = `
  insert into learner_visit as v (workflow, learner, what, first_at, last_at, count)
  values (?, ?, ?, ?, ?, 1)
  on conflict (workflow, learner, what) do update set last_at = excluded.last_at,
    count = v.count + case when v.last_at < ?::bigint - 600000 then 1 else 0 end`;
const OF = `
  select learner, what, first_at, last_at, count from learner_visit
  where workflow = ? order by first_at, learner, what`;
