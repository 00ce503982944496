/** Answers as they are being given, kept so that a closed tab or another device loses none. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';

export interface FormDraft {
  /** By question; an emptied answer is an empty string. */
  answers: Record<string, string>;
  /** ms since 1970. */
  saved_at: number;
}

export interface FormDrafts {
  read(form: string, respondent: string): Promise<FormDraft | null>;
  /** Puts these answers over the ones kept, so that two devices do not wipe out each other's. */
  save(
    form: string,
    respondent: string,
    answers: Record<string, string>,
    at: number,
  ): Promise<void>;
  forget(form: string, respondent: string): Promise<void>;
}

export function createFormDrafts(db: Database): FormDrafts {
  return withDatabaseFailures<FormDrafts>({
    async read(form, respondent) {
      const rows = await db.sql<FormDraft>(READ, [form, respondent]);
      return rows[0] ?? null;
    },
    async save(form, respondent, answers, at) {
      await db.sql(SAVE, [form, respondent, JSON.stringify(answers), at]);
    },
    async forget(form, respondent) {
      await db.sql('delete from form_draft where form = ? and respondent = ?', [form, respondent]);
    },
  });
}

const READ = 'select answers, saved_at from form_draft where form = ? and respondent = ?';
const SAVE = `
  insert into form_draft as d (form, respondent, answers, saved_at) values (?, ?, ?::jsonb, ?)
  on conflict (form, respondent) do update
    set answers = d.answers || excluded.answers, saved_at = excluded.saved_at`;
