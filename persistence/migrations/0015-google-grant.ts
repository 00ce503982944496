/**
 * The Google account a person connected, its refresh token sealed, and the consents under way. Of a
 * consent only hashes are kept: what comes back proves itself.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0015GoogleGrant extends Migration {
  up(): void {
    this.addSql(`create table "google_grant" (
      "place" text not null primary key,
      "id" text not null,
      "sealed" bytea not null,
      "connected_by" text not null,
      "connected_at" bigint not null,
      "broken_at" bigint null
    )`);
    this.addSql(`create table "google_consent" (
      "state_hash" text not null primary key,
      "bound_hash" text not null,
      "expires_at" bigint not null
    )`);
  }

  override down(): void {
    this.addSql('drop table "google_consent"');
    this.addSql('drop table "google_grant"');
  }
}
