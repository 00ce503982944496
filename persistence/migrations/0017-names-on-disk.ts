/** What each file of the local drive is called in its browsable tree, where names must differ. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0017NamesOnDisk extends Migration {
  up(): void {
    this.addSql('alter table "ws_file" add column "shown_as" text null');
  }

  override down(): void {
    this.addSql('alter table "ws_file" drop column "shown_as"');
  }
}
