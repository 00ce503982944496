/**
 * The low-rate records around the workflows: what was asked for, what came out, what was done
 * outside, who did it; and the one place where learners' names live, sealed.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0004Records extends Migration {
  up(): void {
    this.addSql(`create table "request" (
      "workflow" text not null primary key,
      "certification_name" text not null,
      "organization_id" text not null,
      "settings" json not null
    )`);
    this.addSql(`create table "idempotency_key" (
      "key" text not null primary key,
      "workflow" text not null
    )`);
    this.addSql(`create table "learner" (
      "workflow" text not null,
      "id" text not null,
      "wrapped_key" bytea null,
      "sealed" bytea null,
      primary key ("workflow", "id")
    )`);
    this.addSql(`create table "artifact" (
      "id" text not null primary key,
      "number" bigserial not null,
      "workflow" text not null,
      "step" text not null,
      "type" text not null,
      "name" text not null,
      "version" int not null,
      "sha256" text not null,
      "bytes" bigint not null,
      "mime" text not null,
      "learner" text null,
      "meta" json not null,
      "created_at" bigint not null
    )`);
    this.addSql(
      'alter table "artifact" add constraint "artifact_workflow_type_name_version_unique" unique ("workflow", "type", "name", "version")',
    );
    this.addSql(`create table "upload" (
      "id" text not null primary key,
      "number" bigserial not null,
      "workflow" text null,
      "title" text not null,
      "file_name" text not null,
      "mime" text not null,
      "sha256" text not null,
      "bytes" bigint not null
    )`);
    this.addSql('create index "upload_workflow_index" on "upload" ("workflow")');
    this.addSql(`create table "effect" (
      "key" text not null primary key,
      "number" bigserial not null,
      "workflow" text not null,
      "step" text not null,
      "call" text not null,
      "state" text not null,
      "planned_id" text null,
      "ref" json null,
      "at" bigint not null
    )`);
    this.addSql('create index "effect_workflow_step_index" on "effect" ("workflow", "step")');
    this.addSql(`create table "audit" (
      "tenant" text not null,
      "seq" int not null,
      "at_us" bigint not null,
      "actor" text not null,
      "action" text not null,
      "subject" text not null,
      "detail" json not null,
      "prev" text not null,
      "hash" text not null,
      primary key ("tenant", "seq")
    )`);
  }

  override down(): void {
    for (const table of [
      'audit',
      'effect',
      'upload',
      'artifact',
      'learner',
      'idempotency_key',
      'request',
    ])
      this.addSql(`drop table "${table}"`);
  }
}
