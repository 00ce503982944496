/** Answers of language models by idempotency key: none is asked for, or paid, twice. */
import { Migration } from '@mikro-orm/migrations';

export class Migration0021LanguageCalls extends Migration {
  up(): void {
    this.addSql(`create table "language_call" (
      "key" text not null primary key,
      "workflow" text not null,
      "round" int not null,
      "purpose" text not null,
      "item" text null,
      "model" text not null,
      "at" bigint not null,
      "outcome" text not null,
      "prompt_tokens" int null,
      "completion_tokens" int null,
      "cached_tokens" int null,
      "tokens" int not null,
      "cost" double precision null,
      "value" jsonb null
    )`);
    this.addSql(`create index "language_call_workflow" on "language_call" ("workflow", "at")`);
  }

  override down(): void {
    this.addSql(`drop table "language_call"`);
  }
}
