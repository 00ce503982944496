/** Where the boxes and lines of a statechart go, by a hash of what they were computed from. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0013ChartLayouts extends Migration {
  up(): void {
    this.addSql(`create table "chart_layout" (
      "key" text not null,
      "layout" text not null,
      "made_at" bigint not null,
      primary key ("key")
    )`);
  }

  override down(): void {
    this.addSql('drop table "chart_layout"');
  }
}
