/** Which letters to reviewers have gone out. */
import type { Database } from './database.ts';

export interface ReviewLetters {
  wasSent(key: string): Promise<boolean>;
  /** The first note of a key holds. */
  noteSent(key: string, at: number): Promise<void>;
}

export function createReviewLetters(db: Pick<Database, 'sql'>): ReviewLetters {
  return {
    wasSent: async (key) =>
      (await db.sql('select 1 from review_letter where key = ?', [key])).length > 0,
    noteSent: async (key, at) => {
      await db.sql(
        'insert into review_letter (key, sent_at) values (?, ?) on conflict (key) do nothing',
        [key, at],
      );
    },
  };
}
