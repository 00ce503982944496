/** Which letters went out to which reviewers, so that none goes out twice. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0010ReviewLetters extends Migration {
  up(): void {
    this.addSql(`create table "review_letter" (
      "key" text not null primary key,
      "sent_at" bigint not null
    )`);
  }

  override down(): void {
    this.addSql('drop table "review_letter"');
  }
}
