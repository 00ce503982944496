/**
 * Answers while they are collected: the newest version of each response, by form. A poll adds what
 * is new to it, so nothing is read twice from the suite; it is emptied when the form has closed.
 * What somebody answered is sealed; who answered when is not, because lists ask for it.
 */
import { terminal } from '../runtime/errors.ts';
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';
import { createSeal } from './sealing.ts';

export interface CollectedResponse {
  id: string;
  /** Null when the respondent is none of the workflow's learners. */
  learner: string | null;
  /** Milliseconds since 1970. */
  submittedAt: number;
  /** Chosen or written values by question id. */
  answers: Record<string, string[]>;
}

export interface ResponseIndex {
  /** Makes a form known; what is known of it already stays. */
  open(workflow: string, form: string): Promise<void>;
  /** The workflow that collects this form's answers; null once it has closed. */
  workflowOf(form: string): Promise<string | null>;
  /** Until when (ms since 1970) the form has been read completely; null before that. */
  cursor(form: string): Promise<number | null>;
  advance(form: string, cursor: number): Promise<void>;
  /** Adds responses; of the same response the one submitted last stays. */
  keep(form: string, responses: CollectedResponse[]): Promise<void>;
  /** Learners of whom there is a response. */
  answered(form: string): Promise<string[]>;
  /** Responses of people who are not learners. */
  unmatched(form: string): Promise<number>;
  /** What each learner sent last. */
  latest(form: string): Promise<CollectedResponse[]>;
  /** Forgets the responses and how far the form was read: the next read begins anew. */
  restart(form: string): Promise<void>;
  /** Forgets the form with all its responses. */
  forget(form: string): Promise<void>;
}

interface LatestRow {
  response: string;
  learner: string;
  submitted_at: number;
  answers: string;
}

/** @param secret the installation's secret */
export function createResponseIndex(db: Database, secret: string): ResponseIndex {
  const seal = createSeal(secret, 'collected answers');
  const boundTo = (form: string, response: string) => JSON.stringify([form, response]);
  const sealed = (form: string, { id, learner, submittedAt, answers }: CollectedResponse) => ({
    ...{ response: id, learner, submitted_at: submittedAt },
    answers: seal.seal(JSON.stringify(answers), boundTo(form, id)).toString('base64'),
  });
  const opened = (form: string, row: LatestRow): CollectedResponse => {
    const plain = seal.open(Buffer.from(row.answers, 'base64'), boundTo(form, row.response));
    if (plain === null)
      throw terminal('VAULT_UNREADABLE', 'Answers were sealed with another secret.');
    const { response: id, learner, submitted_at } = row;
    return { id, learner, submittedAt: Number(submitted_at), answers: JSON.parse(plain) };
  };
  return withDatabaseFailures<ResponseIndex>({
    async open(workflow, form) {
      await db.sql(OPEN, [form, workflow]);
    },
    async workflowOf(form) {
      const rows = await db.sql<{ workflow: string }>(WORKFLOW_OF, [form]);
      return rows[0]?.workflow ?? null;
    },
    async cursor(form) {
      const rows = await db.sql<{ cursor: number | null }>(CURSOR, [form]);
      const cursor = rows[0]?.cursor ?? null;
      return cursor === null ? null : Number(cursor);
    },
    async advance(form, cursor) {
      await db.sql(ADVANCE, [cursor, form]);
    },
    async keep(form, responses) {
      if (responses.length === 0) return;
      // One statement may touch a row once only.
      const newest = new Map<string, CollectedResponse>();
      for (const response of responses) {
        const known = newest.get(response.id);
        if (!known || known.submittedAt <= response.submittedAt) newest.set(response.id, response);
      }
      const rows = [...newest.values()].map((response) => sealed(form, response));
      await db.sql(KEEP, [JSON.stringify(rows), form]);
    },
    async answered(form) {
      return (await db.sql<{ learner: string }>(ANSWERED, [form])).map(({ learner }) => learner);
    },
    async unmatched(form) {
      const [row] = await db.sql<{ count: number }>(UNMATCHED, [form]);
      return Number(row?.count ?? 0);
    },
    async latest(form) {
      return (await db.sql<LatestRow>(LATEST, [form])).map((row) => opened(form, row));
    },
    restart: (form) =>
      db.transaction(async (sql) => {
        await sql('delete from collected_response where form = ?', [form]);
        await sql('update collected_form set cursor = null where form = ?', [form]);
      }),
    forget: (form) =>
      db.transaction(async (sql) => {
        await sql('delete from collected_response where form = ?', [form]);
        await sql('delete from collected_form where form = ?', [form]);
      }),
  });
}

const OPEN = `
  insert into collected_form (form, workflow) values (?, ?) on conflict (form) do nothing`;
const WORKFLOW_OF = 'select workflow from collected_form where form = ?';
const CURSOR = 'select cursor from collected_form where form = ?';
const ADVANCE = 'update collected_form set cursor = ? where form = ?';
// A form that was forgotten meanwhile takes nothing in: its row decides.
const KEEP = `
  insert into collected_response as kept (form, response, workflow, learner, submitted_at, answers)
  select f.form, r.response, f.workflow, r.learner, r.submitted_at, decode(r.answers, 'base64')
  from json_to_recordset(?::json)
      as r (response text, learner text, submitted_at bigint, answers text)
    cross join collected_form f
  where f.form = ?
  on conflict (form, response) do update
    set learner = excluded.learner, submitted_at = excluded.submitted_at, answers = excluded.answers
    where kept.submitted_at <= excluded.submitted_at`;
const ANSWERED = `
  select distinct learner from collected_response where form = ? and learner is not null`;
const UNMATCHED = `
  select count(*) as count from collected_response where form = ? and learner is null`;
const LATEST = `
  select distinct on (learner) response, learner, submitted_at,
    encode(answers, 'base64') as answers
  from collected_response where form = ? and learner is not null
  order by learner, submitted_at desc, response desc`;
