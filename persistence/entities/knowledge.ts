/**
 * The knowledge base's tables as entities: for the schema check and for reading. They are written
 * by `knowledge-store.ts`, a batch of chunks in one statement.
 */
import { defineEntity, p } from '@mikro-orm/core';

import type { Json } from '../../runtime/ports.ts';

const KnowledgeDocumentSchema = defineEntity({
  name: 'KnowledgeDocument',
  tableName: 'knowledge_document',
  properties: {
    kb: p.text().primary(),
    id: p.text().collation('C').primary(),
    sha256: p.text().fieldName('sha256'),
    title: p.text().collation('C'),
    mime: p.text(),
    pages: p.integer(),
    status: p.text().$type<'indexed' | 'quarantined'>(),
    reason: p.text().nullable(),
    text: p.text(),
    blocks: p.json<Json>().columnType('json'),
  },
});
/** A document of a knowledge base with its normalised text and blocks. */
export class KnowledgeDocument extends KnowledgeDocumentSchema.class {}
KnowledgeDocumentSchema.setClass(KnowledgeDocument);

const KnowledgeChunkSchema = defineEntity({
  name: 'KnowledgeChunk',
  tableName: 'knowledge_chunk',
  indexes: [{ properties: ['kb', 'document'] }],
  properties: {
    kb: p.text().primary(),
    id: p.text().collation('C').primary(),
    document: p.text().collation('C'),
    ordinal: p.integer(),
    heading: p.json<string[]>().columnType('json'),
    body: p.text(),
    start: p.integer(),
    end: p.integer(),
    page: p.integer().nullable(),
    len: p.integer(),
  },
});
/** A passage that search returns; `start` and `end` point into the document's text. */
export class KnowledgeChunk extends KnowledgeChunkSchema.class {}
KnowledgeChunkSchema.setClass(KnowledgeChunk);

const KnowledgePostingSchema = defineEntity({
  name: 'KnowledgePosting',
  tableName: 'knowledge_posting',
  properties: {
    kb: p.text().primary(),
    lexeme: p.text().collation('C').primary(),
    chunk: p.text().collation('C').primary(),
    tf: p.integer(),
  },
});
/** How often a lexeme stands in a chunk or its headings. */
export class KnowledgePosting extends KnowledgePostingSchema.class {}
KnowledgePostingSchema.setClass(KnowledgePosting);

const KnowledgeLexemeSchema = defineEntity({
  name: 'KnowledgeLexeme',
  tableName: 'knowledge_lexeme',
  properties: {
    kb: p.text().primary(),
    lexeme: p.text().collation('C').primary(),
    df: p.integer(),
  },
});
/** In how many chunks a lexeme stands; written when a knowledge base is sealed. */
export class KnowledgeLexeme extends KnowledgeLexemeSchema.class {}
KnowledgeLexemeSchema.setClass(KnowledgeLexeme);

const KnowledgeStatSchema = defineEntity({
  name: 'KnowledgeStat',
  tableName: 'knowledge_stat',
  properties: {
    kb: p.text().primary(),
    n: p.integer(),
    avgLen: p.double(),
  },
});
/** Size of a sealed knowledge base; the row's presence is the seal. */
export class KnowledgeStat extends KnowledgeStatSchema.class {}
KnowledgeStatSchema.setClass(KnowledgeStat);

/** Every entity of the knowledge base. */
export const KNOWLEDGE_ENTITIES = [
  KnowledgeDocument,
  KnowledgeChunk,
  KnowledgePosting,
  KnowledgeLexeme,
  KnowledgeStat,
];
