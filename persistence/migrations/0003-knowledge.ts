/**
 * The knowledge base: documents with their blocks, chunks, and an inverted index over the chunks.
 * Names and lexemes sort bytewise, so that results are the same embedded and on a server.
 */
import { Migration } from '@mikro-orm/migrations';

export class Migration0003Knowledge extends Migration {
  up(): void {
    this.addSql(`create table "knowledge_document" (
      "kb" text not null,
      "id" text collate "C" not null,
      "sha256" text not null,
      "title" text collate "C" not null,
      "mime" text not null,
      "pages" int not null,
      "status" text not null,
      "reason" text null,
      "text" text not null,
      "blocks" json not null,
      primary key ("kb", "id")
    )`);
    this.addSql(`create table "knowledge_chunk" (
      "kb" text not null,
      "id" text collate "C" not null,
      "document" text collate "C" not null,
      "ordinal" int not null,
      "heading" json not null,
      "body" text not null,
      "start" int not null,
      "end" int not null,
      "page" int null,
      "len" int not null,
      primary key ("kb", "id")
    )`);
    this.addSql(
      'create index "knowledge_chunk_kb_document_index" on "knowledge_chunk" ("kb", "document")',
    );
    this.addSql(`create table "knowledge_posting" (
      "kb" text not null,
      "lexeme" text collate "C" not null,
      "chunk" text collate "C" not null,
      "tf" int not null,
      primary key ("kb", "lexeme", "chunk")
    )`);
    this.addSql(`create table "knowledge_lexeme" (
      "kb" text not null,
      "lexeme" text collate "C" not null,
      "df" int not null,
      primary key ("kb", "lexeme")
    )`);
    this.addSql(`create table "knowledge_stat" (
      "kb" text not null primary key,
      "n" int not null,
      "avg_len" double precision not null
    )`);
  }

  override down(): void {
    for (const table of ['stat', 'lexeme', 'posting', 'chunk', 'document'])
      this.addSql(`drop table "knowledge_${table}"`);
  }
}
