/** What each judgement of a workflow's quality found, so that runs can be compared. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0024QualityVerdicts extends Migration {
  up(): void {
    this.addSql(`create table "quality_verdict" (
      "key" text not null primary key,
      "workflow" text not null,
      "certification_name" text not null,
      "moment" text not null,
      "at" bigint not null,
      "score" double precision not null,
      "compliance_status" text not null,
      "categories" jsonb not null,
      "rules" jsonb not null
    )`);
    this.addSql(`create index "quality_verdict_workflow" on "quality_verdict" ("workflow", "at")`);
    this.addSql(`create index "quality_verdict_at" on "quality_verdict" ("at", "key")`);
  }

  override down(): void {
    this.addSql(`drop table "quality_verdict"`);
  }
}
