/** Which learners' links were taken back, and who would like a new one. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';

export interface LinkWish {
  workflow: string;
  learner: string;
  /** Kind of the link that had ended. */
  kind: string;
  /** ms since 1970. */
  first_at: number;
  last_at: number;
  times: number;
}

export interface LinkDesk {
  /** Issue that a learner's links must be of to open; 0 where none was ever taken back. */
  issue(workflow: string, learner: string): Promise<number>;
  /** The same from memory, for making links: what `load` and `issue` last saw. */
  known(workflow: string, learner: string): number;
  load(): Promise<void>;
  /** Takes back every link of this learner; resolves to the new issue. */
  revoke(workflow: string, learner: string, at: number): Promise<number>;
  wish(workflow: string, learner: string, kind: string, at: number): Promise<void>;
  /** Not yet answered, the oldest first. */
  wishes(): Promise<LinkWish[]>;
  settle(workflow: string, learner: string, at: number): Promise<void>;
}

export function createLinkDesk(db: Database): LinkDesk {
  const issues = new Map<string, number>();
  const keep = (workflow: string, learner: string, issue: number): number => {
    issues.set(JSON.stringify([workflow, learner]), issue);
    return issue;
  };
  const known = (workflow: string, learner: string): number =>
    issues.get(JSON.stringify([workflow, learner])) ?? 0;
  const stored = withDatabaseFailures<Omit<LinkDesk, 'known'>>({
    async issue(workflow, learner) {
      const [row] = await db.sql<{ issue: number }>(ISSUE, [workflow, learner]);
      return row === undefined ? 0 : keep(workflow, learner, row.issue);
    },
    async load() {
      const rows = await db.sql<{ workflow: string; learner: string; issue: number }>(ISSUES);
      for (const { workflow, learner, issue } of rows) keep(workflow, learner, issue);
    },
    async revoke(workflow, learner, at) {
      const [row] = await db.sql<{ issue: number }>(REVOKE, [workflow, learner, at]);
      return keep(workflow, learner, row?.issue ?? 1);
    },
    async wish(workflow, learner, kind, at) {
      await db.sql(WISH, [workflow, learner, kind, at, at]);
    },
    wishes: () => db.sql<LinkWish>(WISHES),
    async settle(workflow, learner, at) {
      await db.sql(SETTLE, [at, workflow, learner]);
    },
  });
  return { ...stored, known };
}

const ISSUE = 'select issue from link_issue where workflow = ? and learner = ?';
const ISSUES = 'select workflow, learner, issue from link_issue';
const REVOKE = `
  insert into link_issue as i (workflow, learner, issue, at) values (?, ?, 1, ?)
  on conflict (workflow, learner) do update set issue = i.issue + 1, at = excluded.at
  returning issue`;
// A wish that was answered and is made again is a new one.
const WISH = `
  insert into link_wish as w (workflow, learner, kind, first_at, last_at, times)
  values (?, ?, ?, ?, ?, 1)
  on conflict (workflow, learner, kind) do update set last_at = excluded.last_at,
    first_at = case when w.settled_at is null then w.first_at else excluded.first_at end,
    times = case when w.settled_at is null then w.times + 1 else 1 end, settled_at = null`;
const WISHES = `
  select workflow, learner, kind, first_at, last_at, times from link_wish
  where settled_at is null order by first_at, workflow, learner, kind limit 200`;
const SETTLE = `
  update link_wish set settled_at = ? where workflow = ? and learner = ? and settled_at is null`;
