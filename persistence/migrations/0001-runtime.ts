/**
 * The actor runtime's tables. `actor` is narrow because every turn rewrites its row; the heavy
 * state lives in `snapshot`, written once in a while, and in the append-only `journal`.
 * `json` rather than `jsonb` where nothing searches inside: it keeps the order of keys, so what is
 * read back hashes like what was written, and it costs less to write.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0001Runtime extends Migration {
  up(): void {
    this.addSql(`create table "actor" (
      "id" bigserial primary key,
      "address" text not null,
      "root" text not null,
      "parent" text null,
      "id_in_parent" text null,
      "inc" int not null,
      "machine" text not null,
      "version" text not null,
      "status" text not null,
      "value" jsonb not null,
      "view_status" text not null,
      "view_step" text null,
      "view_progress" double precision not null,
      "seq" int not null,
      "turn" text not null,
      "stuck" boolean not null,
      "created_at" bigint not null,
      "updated_at" bigint not null
    )`);
    this.addSql('alter table "actor" add constraint "actor_address_unique" unique ("address")');
    this.addSql('create index "actor_root_index" on "actor" ("root")');
    this.addSql('create index "actor_machine_status_index" on "actor" ("machine", "status")');
    this.addSql(`create table "snapshot" (
      "actor" bigint not null primary key,
      "seq" int not null,
      "data" json not null
    )`);
    this.addSql(`create table "journal" (
      "actor" bigint not null,
      "seq" int not null,
      "at" bigint not null,
      "kind" text not null,
      "event_id" text null,
      "event" json not null,
      "digest" text not null,
      "value" json null,
      "trace" text null,
      primary key ("actor", "seq")
    )`);
    this.addSql(
      'create unique index "journal_event_unique" on "journal" ("actor", "event_id") where "event_id" is not null',
    );
    this.addSql(`create table "inbox" (
      "id" bigserial primary key,
      "address" text not null,
      "event_id" text not null,
      "event" json not null,
      "due" bigint not null,
      "timer" text null,
      "trace" text null
    )`);
    this.addSql(
      'alter table "inbox" add constraint "inbox_address_event_id_unique" unique ("address", "event_id")',
    );
    this.addSql('create index "inbox_due_index" on "inbox" ("due")');
    this.addSql(`create table "activity" (
      "id" bigserial primary key,
      "key" text not null,
      "owner" text not null,
      "root" text not null,
      "child_id" text not null,
      "inc" int not null,
      "src" text not null,
      "input" json not null,
      "attempt" int not null,
      "trace" text null
    )`);
    this.addSql('alter table "activity" add constraint "activity_key_unique" unique ("key")');
    this.addSql(`create table "dead_letter" (
      "id" bigserial primary key,
      "address" text not null,
      "event_id" text not null,
      "event" json not null,
      "error" json not null,
      "at" bigint not null
    )`);
  }

  override down(): void {
    for (const table of ['dead_letter', 'activity', 'inbox', 'journal', 'snapshot', 'actor'])
      this.addSql(`drop table "${table}"`);
  }
}
