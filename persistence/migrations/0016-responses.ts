/**
 * Answers read so far while a form is open, sealed, so that a poll only asks for what is new; and
 * the watches of the local workspace, which tell of answers.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0016Responses extends Migration {
  up(): void {
    this.addSql(`create table "collected_form" (
      "form" text not null primary key,
      "workflow" text not null,
      "cursor" bigint null
    )`);
    this.addSql(`create table "collected_response" (
      "form" text not null,
      "response" text collate "C" not null,
      "workflow" text not null,
      "learner" text null,
      "submitted_at" bigint not null,
      "answers" bytea not null,
      primary key ("form", "response")
    )`);
    this.addSql(
      'create index "collected_response_workflow_learner_index" on "collected_response" ("workflow", "learner")',
    );
    this.addSql(`create table "ws_watch" (
      "form" text not null,
      "id" text not null,
      "event_type" text not null,
      "topic" text not null,
      "state" text not null,
      "error_type" text null,
      "created_at" bigint not null,
      "expires_at" bigint not null,
      primary key ("form", "id")
    )`);
  }

  override down(): void {
    for (const table of ['ws_watch', 'collected_response', 'collected_form'])
      this.addSql(`drop table "${table}"`);
  }
}
