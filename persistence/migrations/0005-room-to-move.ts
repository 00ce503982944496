/**
 * Every turn rewrites its actor's row. With room left on the page the new version lands beside the
 * old one, touches no index, and the space of the old one is used again without waiting for vacuum.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0005RoomToMove extends Migration {
  up(): void {
    this.addSql('alter table "actor" set (fillfactor = 60)');
  }

  override down(): void {
    this.addSql('alter table "actor" reset (fillfactor)');
  }
}
