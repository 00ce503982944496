/** Answers not handed in yet, wishes for a new link, and links that were taken back. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0018Pages extends Migration {
  up(): void {
    this.addSql(`create table "form_draft" (
      "form" text not null,
      "respondent" text not null,
      "answers" jsonb not null,
      "saved_at" bigint not null,
      primary key ("form", "respondent")
    )`);
    this.addSql(`create table "link_wish" (
      "workflow" text not null,
      "learner" text not null,
      "kind" text not null,
      "first_at" bigint not null,
      "last_at" bigint not null,
      "times" int not null,
      "settled_at" bigint null,
      primary key ("workflow", "learner", "kind")
    )`);
    this.addSql(`create table "link_issue" (
      "workflow" text not null,
      "learner" text not null,
      "issue" int not null,
      "at" bigint not null,
      primary key ("workflow", "learner")
    )`);
  }

  override down(): void {
    for (const table of ['link_issue', 'link_wish', 'form_draft'])
      this.addSql(`drop table "${table}"`);
  }
}
