/** Vectors of texts by model, so that no text is embedded twice. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0025Vectors extends Migration {
  up(): void {
    this.addSql(`create table "text_vector" (
      "model" text not null,
      "sha256" text not null,
      "vector" text not null,
      primary key ("model", "sha256")
    )`);
  }

  override down(): void {
    this.addSql('drop table "text_vector"');
  }
}
