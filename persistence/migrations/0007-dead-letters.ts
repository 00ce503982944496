/**
 * Dead letters that can be settled, actors that cannot be loaded set aside, and a checksum that tells
 * a damaged snapshot. Snapshots from before carry none and are taken as they are.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0007DeadLetters extends Migration {
  up(): void {
    this.addSql('alter table "dead_letter" alter column "event" drop not null');
    this.addSql(`alter table "dead_letter"
      add column "attempts" int not null default 1,
      add column "resolution" text null,
      add column "resolved_by" text null,
      add column "resolved_at" bigint null`);
    this.addSql('create index "dead_letter_address_index" on "dead_letter" ("address")');
    this.addSql('alter table "snapshot" add column "checksum" bigint null');
    // Few are ever stuck, and every look for due events asks which.
    this.addSql('create index "actor_stuck_index" on "actor" ("address") where stuck');
  }

  override down(): void {
    this.addSql('drop index "actor_stuck_index"');
    this.addSql('alter table "snapshot" drop column "checksum"');
    this.addSql('drop index "dead_letter_address_index"');
    this.addSql(`alter table "dead_letter" drop column "attempts", drop column "resolution",
      drop column "resolved_by", drop column "resolved_at"`);
    this.addSql('delete from "dead_letter" where "event" is null');
    this.addSql('alter table "dead_letter" alter column "event" set not null');
  }
}
