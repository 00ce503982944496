/**
 * Knowledge bases in Postgres: documents, chunks and BM25 search. A base is filled document by
 * document, then sealed; after that it never changes, so that whatever cites it keeps its ground.
 */
import { terminal } from '../runtime/errors.ts';
import type { Database, Sql } from './database.ts';
import { COUNT_LEXEMES, INSERT_CHUNKS, SEAL, SEARCH } from './knowledge-sql.ts';

/** A document as stored; offsets of blocks and chunks point into `text`. */
export interface StoredDocument {
  id: string;
  title: string;
  sha256: string;
  mime: string;
  pages: number;
  status: 'indexed' | 'quarantined';
  reason: string | null;
  text: string;
}

/** A structural piece of a document. */
export interface StoredBlock {
  kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code';
  heading: string[];
  page: number | null;
  text: string;
  start: number;
  end: number;
  rows?: string[][];
  items?: string[];
  levels?: number[];
}

/** A passage. */
export interface StoredChunk {
  id: string;
  document_id: string;
  ordinal: number;
  heading: string[];
  body: string;
  start: number;
  end: number;
  page: number | null;
}

/** A passage found; `share` is the part of the query's lexemes that it contains. */
export interface StoredHit {
  chunk: StoredChunk;
  score: number;
  share: number;
}

/** Storage and search of knowledge bases. */
export interface KnowledgeStore {
  addDocument(
    kb: string,
    document: StoredDocument,
    blocks: StoredBlock[],
    chunks: StoredChunk[],
  ): Promise<void>;
  seal(kb: string): Promise<{ documents: number; chunks: number; lexemes: number }>;
  search(kb: string, query: string, limit: number): Promise<StoredHit[]>;
  searchMany(kb: string, queries: string[], limit: number): Promise<StoredHit[][]>;
  documents(kb: string): Promise<StoredDocument[]>;
  document(kb: string, documentId: string): Promise<StoredDocument | null>;
  blocks(kb: string, documentId: string): Promise<StoredBlock[]>;
  chunks(kb: string): Promise<StoredChunk[]>;
}

const BATCH = 200;
const CHUNK_COLUMNS = 'id, document as document_id, ordinal, heading, body, "start", "end", page';

/** Knowledge bases of one database. */
export function createKnowledgeStore(db: Pick<Database, 'sql' | 'transaction'>): KnowledgeStore {
  const searchMany = async (kb: string, queries: string[], limit: number) => {
    const found: StoredHit[][] = queries.map(() => []);
    if (queries.length === 0) return found;
    const rows = await db.sql<HitRow>(SEARCH, [JSON.stringify(queries), kb, limit]);
    for (const { query, score, share, ...chunk } of rows)
      found[query - 1]?.push({ chunk, score: Number(score), share: Number(share) });
    return found;
  };
  return {
    addDocument: (kb, document, blocks, chunks) =>
      db.transaction((sql) => addDocument(sql, kb, document, blocks, chunks)),
    seal: (kb) => db.transaction((sql) => seal(sql, kb)),
    search: async (kb, query, limit) => (await searchMany(kb, [query], limit))[0] ?? [],
    searchMany,
    documents: (kb) =>
      db.sql<StoredDocument>(
        `select id, title, sha256, mime, pages, status, reason, text
         from knowledge_document where kb = ? order by title, id`,
        [kb],
      ),
    async document(kb, documentId) {
      const rows = await db.sql<StoredDocument>(
        `select id, title, sha256, mime, pages, status, reason, text
         from knowledge_document where kb = ? and id = ?`,
        [kb, documentId],
      );
      return rows[0] ?? null;
    },
    async blocks(kb, documentId) {
      const rows = await db.sql<{ blocks: StoredBlock[] }>(
        'select blocks from knowledge_document where kb = ? and id = ?',
        [kb, documentId],
      );
      return rows[0]?.blocks ?? [];
    },
    chunks: (kb) =>
      db.sql<StoredChunk>(
        `select ${CHUNK_COLUMNS} from knowledge_chunk where kb = ? order by document, ordinal`,
        [kb],
      ),
  };
}

type HitRow = StoredChunk & { query: number; score: number; share: number };

async function addDocument(
  sql: Sql,
  kb: string,
  document: StoredDocument,
  blocks: StoredBlock[],
  chunks: StoredChunk[],
): Promise<void> {
  const known = await sql<{ sha256: string }>(
    'select sha256 from knowledge_document where kb = ? and id = ?',
    [kb, document.id],
  );
  if (await isSealed(sql, kb)) {
    if (known[0]?.sha256 === document.sha256) return;
    throw terminal('KNOWLEDGE_SEALED', 'This knowledge base is complete and cannot be changed.');
  }
  if (known.length > 0) await removeDocument(sql, kb, document.id);
  await sql(
    `insert into knowledge_document
       (kb, id, sha256, title, mime, pages, status, reason, text, blocks)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json)`,
    [
      kb,
      document.id,
      document.sha256,
      document.title,
      document.mime,
      document.pages,
      document.status,
      document.reason,
      document.text,
      JSON.stringify(blocks),
    ],
  );
  for (let at = 0; at < chunks.length; at += BATCH) {
    const rows = chunks.slice(at, at + BATCH).map(({ document_id, ...chunk }) => ({
      ...chunk,
      document: document_id,
      headings: chunk.heading.join(' '),
    }));
    await sql(INSERT_CHUNKS, [JSON.stringify(rows), kb, kb]);
  }
}

async function removeDocument(sql: Sql, kb: string, id: string): Promise<void> {
  await sql(
    `delete from knowledge_posting where kb = ? and chunk in
       (select id from knowledge_chunk where kb = ? and document = ?)`,
    [kb, kb, id],
  );
  await sql('delete from knowledge_chunk where kb = ? and document = ?', [kb, id]);
  await sql('delete from knowledge_document where kb = ? and id = ?', [kb, id]);
}

async function isSealed(sql: Sql, kb: string): Promise<boolean> {
  return (await sql('select 1 from knowledge_stat where kb = ?', [kb])).length > 0;
}

async function seal(
  sql: Sql,
  kb: string,
): Promise<{ documents: number; chunks: number; lexemes: number }> {
  if (!(await isSealed(sql, kb))) {
    await sql(COUNT_LEXEMES, [kb]);
    await sql(SEAL, [kb, kb]);
    // The embedded database has no autovacuum; without statistics the search plan degrades.
    await sql('analyze knowledge_posting, knowledge_lexeme, knowledge_chunk');
  }
  const [counts] = await sql<{ documents: number; chunks: number; lexemes: number }>(
    `select (select count(*)::int from knowledge_document where kb = ?) as documents,
            (select count(*)::int from knowledge_chunk where kb = ?) as chunks,
            (select count(*)::int from knowledge_lexeme where kb = ?) as lexemes`,
    [kb, kb, kb],
  );
  return counts ?? { documents: 0, chunks: 0, lexemes: 0 };
}
