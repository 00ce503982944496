/**
 * An upload goes on where it stopped: the address of its session is kept, sealed, with the row of
 * the write it belongs to. The local drive remembers when a session began and which file it became.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0014UploadSessions extends Migration {
  up(): void {
    this.addSql(`alter table "effect"
      add column "sealed_session" bytea null,
      add column "session_offset" bigint null`);
    this.addSql(`alter table "ws_upload"
      add column "created_at" bigint not null default 0,
      add column "file" text null`);
    // Sessions from before are as old as can be: swept, and begun anew by whoever needs them.
    this.addSql('alter table "ws_upload" alter column "created_at" drop default');
    this.addSql('create index "ws_upload_created_at_index" on "ws_upload" ("created_at")');
  }

  override down(): void {
    this.addSql('alter table "ws_upload" drop column "created_at", drop column "file"');
    this.addSql('alter table "effect" drop column "sealed_session", drop column "session_offset"');
  }
}
