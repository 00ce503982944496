/**
 * The local workspace: files, who may read them, forms and answers, uploads under way, and the
 * log of changes. Bytes lie in the blob store, by their checksum.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0002Workspace extends Migration {
  up(): void {
    this.addSql(`create table "ws_file" (
      "id" text not null primary key,
      "name" text not null,
      "mime" text not null,
      "parent" text null,
      "sha256" text null,
      "md5" text null,
      "bytes" bigint null,
      "properties" json not null,
      "tag" text null,
      "trashed" boolean not null,
      "explicitly_trashed" boolean not null,
      "created_at" bigint not null,
      "modified_at" bigint not null
    )`);
    this.addSql('create index "ws_file_parent_index" on "ws_file" ("parent")');
    this.addSql('create index "ws_file_tag_index" on "ws_file" ("tag")');
    this.addSql(`create table "ws_permission" (
      "file" text not null,
      "id" text not null,
      "type" text not null,
      "role" text not null,
      "address" text null,
      "view" text null,
      primary key ("file", "id")
    )`);
    this.addSql(`create table "ws_form" (
      "id" text not null primary key,
      "link" text not null,
      "title" text not null,
      "description" text not null,
      "revision" int not null,
      "items" json not null,
      "settings" json not null,
      "published" boolean not null,
      "accepting" boolean not null
    )`);
    this.addSql('alter table "ws_form" add constraint "ws_form_link_unique" unique ("link")');
    this.addSql(`create table "ws_response" (
      "id" text collate "C" not null primary key,
      "form" text not null,
      "respondent" text not null,
      "answers" json not null,
      "created_at" bigint not null,
      "submitted_at" bigint not null
    )`);
    this.addSql(
      'alter table "ws_response" add constraint "ws_response_form_respondent_unique" unique ("form", "respondent")',
    );
    this.addSql(
      'create index "ws_response_form_created_at_id_index" on "ws_response" ("form", "created_at", "id")',
    );
    this.addSql(`create table "ws_submission" (
      "token" text not null primary key,
      "form" text not null,
      "respondent" text not null
    )`);
    this.addSql(`create table "ws_upload" (
      "id" text not null primary key,
      "mime" text not null,
      "total" bigint null,
      "metadata" json not null
    )`);
    this.addSql(`create table "ws_change" (
      "position" bigserial primary key,
      "file" text not null,
      "removed" boolean not null,
      "at" bigint not null
    )`);
  }

  override down(): void {
    for (const table of [
      'ws_change',
      'ws_upload',
      'ws_submission',
      'ws_response',
      'ws_form',
      'ws_permission',
      'ws_file',
    ])
      this.addSql(`drop table "${table}"`);
  }
}
