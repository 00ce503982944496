/**
 * The item bank: questions that outlive the workflow that made them, their wordings, their history
 * and who was asked them; and when a learner opened what was made for them.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0012ItemBank extends Migration {
  up(): void {
    this.addSql(`create table "bank_item" (
      "id" text not null primary key,
      "number" bigserial not null,
      "certification" text not null,
      "origin" text not null,
      "domain" text not null,
      "objective" text null,
      "difficulty" text null,
      "type" text not null,
      "stem" text not null,
      "state" text not null,
      "version" int not null,
      "hash" text not null,
      "authors" json not null,
      "verified" boolean not null,
      "responses" int not null,
      "correct" int not null,
      "created_at" bigint not null,
      "updated_at" bigint not null
    )`);
    this.addSql('create index "bank_item_hash_index" on "bank_item" ("hash")');
    this.addSql(
      'create index "bank_item_certification_domain_index" on "bank_item" ("certification", "domain")',
    );
    this.addSql('create index "bank_item_updated_at_id_index" on "bank_item" ("updated_at", "id")');
    this.addSql(`create table "bank_version" (
      "item" text not null,
      "version" int not null,
      "hash" text not null,
      "content" json not null,
      "verified" boolean not null,
      "flaws" json not null,
      "author" text not null,
      "at" bigint not null,
      "reason" text not null,
      primary key ("item", "version")
    )`);
    this.addSql('create index "bank_version_hash_index" on "bank_version" ("hash")');
    this.addSql(`create table "bank_event" (
      "item" text not null,
      "number" int not null,
      "at" bigint not null,
      "actor" text not null,
      "action" text not null,
      "version" int not null,
      "from_state" text null,
      "to_state" text null,
      "workflow" text null,
      "comment" text not null,
      primary key ("item", "number")
    )`);
    this.addSql(`create table "bank_use" (
      "workflow" text not null,
      "set_item" text not null,
      "item" text not null,
      "version" int not null,
      "at" bigint not null,
      "figures" json null,
      "measured_at" bigint null,
      primary key ("workflow", "set_item")
    )`);
    this.addSql('create index "bank_use_item_index" on "bank_use" ("item")');
    this.addSql(`create table "learner_visit" (
      "workflow" text not null,
      "learner" text not null,
      "what" text not null,
      "first_at" bigint not null,
      "last_at" bigint not null,
      "count" int not null,
      primary key ("workflow", "learner", "what")
    )`);
  }

  override down(): void {
    for (const table of ['learner_visit', 'bank_use', 'bank_event', 'bank_version', 'bank_item'])
      this.addSql(`drop table "${table}"`);
  }
}
