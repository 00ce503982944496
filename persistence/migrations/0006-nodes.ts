/**
 * The processes that share the database. A node's lease runs by the database's own clock, so that
 * machines whose clocks differ still agree on who is alive. An activity names the start of the node
 * that runs it.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0006Nodes extends Migration {
  up(): void {
    this.addSql(`create table "node" (
      "id" text not null primary key,
      "boot" int not null,
      "expires" bigint not null
    )`);
    this.addSql('alter table "activity" add column "node" text null, add column "boot" int null');
    // What is null in JSON arrives as null: a call without input, the state of an actor that was
    // never alive.
    this.addSql('alter table "activity" alter column "input" drop not null');
    this.addSql('alter table "actor" alter column "value" drop not null');
  }

  override down(): void {
    this.addSql('alter table "actor" alter column "value" set not null');
    this.addSql('alter table "activity" alter column "input" set not null');
    this.addSql('alter table "activity" drop column "node", drop column "boot"');
    this.addSql('drop table "node"');
  }
}
