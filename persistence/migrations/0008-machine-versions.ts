/** What each machine version looked like, kept after its code is gone. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0008MachineVersions extends Migration {
  up(): void {
    this.addSql(`create table "machine_version" (
      "machine" text not null,
      "version" text not null,
      "definition" json not null,
      "chart" json not null,
      "first_seen_at" bigint not null,
      primary key ("machine", "version")
    )`);
  }

  override down(): void {
    this.addSql('drop table "machine_version"');
  }
}
