/** Forms and answers of the local workspace in Postgres. */
import type { Database } from './database.ts';
import type { FormRow, ResponseRow } from './workspace-rows.ts';

const FORM = 'id, link, title, description, revision, items, settings, published, accepting';
const RESPONSE = 'id, form, respondent, answers, created_at, submitted_at';

type Db = Pick<Database, 'sql' | 'transaction'>;

/** Forms; `updateForm` writes only over the revision it was given. */
export function formTable<Item, Settings>(db: Db) {
  type Row = FormRow<Item, Settings>;
  return {
    async insertForm(row: Row): Promise<void> {
      await db.sql(`insert into ws_form (${FORM}) values (?, ?, ?, ?, ?, ?::json, ?::json, ?, ?)`, [
        row.id,
        row.link,
        row.title,
        row.description,
        row.revision,
        JSON.stringify(row.items),
        JSON.stringify(row.settings),
        row.published,
        row.accepting,
      ]);
    },
    async form(id: string): Promise<Row | null> {
      const rows = await db.sql<Row>(`select ${FORM} from ws_form where id = ?`, [id]);
      return rows[0] ?? null;
    },
    async formByLink(link: string): Promise<Row | null> {
      const rows = await db.sql<Row>(`select ${FORM} from ws_form where link = ?`, [link]);
      return rows[0] ?? null;
    },
    async updateForm(
      id: string,
      revision: number,
      patch: Partial<Omit<Row, 'id' | 'link' | 'revision'>>,
    ): Promise<boolean> {
      const entries = Object.entries(patch);
      const columns = entries.map(([name]) =>
        name === 'items' || name === 'settings' ? `${name} = ?::json` : `${name} = ?`,
      );
      const values = entries.map(([name, value]) =>
        name === 'items' || name === 'settings' ? JSON.stringify(value) : value,
      );
      const changed = await db.sql(
        `update ws_form set ${[...columns, 'revision = revision + 1'].join(', ')}
         where id = ? and revision = ? returning id`,
        [...values, id, revision],
      );
      return changed.length > 0;
    },
  };
}

/** Answers: one response a person and form, each submission token counted once. */
export function responseTable(db: Db) {
  return {
    submit: (row: ResponseRow, token: string): Promise<ResponseRow> =>
      db.transaction(async (sql) => {
        // Taking the token first makes a second submission under it wait, then find it taken.
        const taken = await sql(
          `insert into ws_submission (token, form, respondent) values (?, ?, ?)
           on conflict (token) do nothing returning token`,
          [token, row.form, row.respondent],
        );
        const rows =
          taken.length === 0
            ? await sql<ResponseRow>(
                `select ${RESPONSE} from ws_response where (form, respondent) =
                   (select form, respondent from ws_submission where token = ?)`,
                [token],
              )
            : await sql<ResponseRow>(
                `insert into ws_response (${RESPONSE}) values (?, ?, ?, ?::json, ?, ?)
                 on conflict (form, respondent) do update
                   set answers = excluded.answers, submitted_at = excluded.submitted_at
                 returning ${RESPONSE}`,
                [
                  row.id,
                  row.form,
                  row.respondent,
                  JSON.stringify(row.answers),
                  row.created_at,
                  row.submitted_at,
                ],
              );
        return rows[0] as ResponseRow;
      }),
    responses: (
      form: string,
      after: { created_at: number; id: string } | null,
      limit: number,
    ): Promise<ResponseRow[]> =>
      db.sql<ResponseRow>(
        `select ${RESPONSE} from ws_response
         where form = ? and (created_at, id) > (?::bigint, ?)
         order by created_at, id limit ?`,
        [form, after?.created_at ?? -1, after?.id ?? '', limit],
      ),
    async response(form: string, respondent: string): Promise<ResponseRow | null> {
      const rows = await db.sql<ResponseRow>(
        `select ${RESPONSE} from ws_response where form = ? and respondent = ?`,
        [form, respondent],
      );
      return rows[0] ?? null;
    },
  };
}
