/**
 * The people who work here with what they may do, and the sessions they are logged in with. A
 * person's login code and a session's signature are never stored, only what tells a right one.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0011People extends Migration {
  up(): void {
    this.addSql(`create table "person" (
      "id" text not null primary key,
      "name" text not null,
      "roles" json not null,
      "groups" json not null,
      "active" boolean not null,
      "code_hash" text null,
      "created_at" bigint not null,
      "updated_at" bigint not null
    )`);
    this.addSql(
      'alter table "person" add constraint "person_code_hash_unique" unique ("code_hash")',
    );
    this.addSql(`create table "session" (
      "id" text not null primary key,
      "person" text not null,
      "client" text not null,
      "created_at" bigint not null,
      "seen_at" bigint not null,
      "expires_at" bigint not null,
      "revoked_at" bigint null
    )`);
    this.addSql('create index "session_person_index" on "session" ("person")');
  }

  override down(): void {
    this.addSql('drop table "session"');
    this.addSql('drop table "person"');
  }
}
