/** Storage and search of a knowledge base; SQL behind it, implemented in persistence. */

export interface KnowledgeDocument {
  id: string;
  title: string;
  sha256: string;
  mime: string;
  pages: number;
  status: 'indexed' | 'quarantined';
  reason: string | null;
  /** Normalised text that all offsets refer to. */
  text: string;
}

export type BlockKind = 'heading' | 'paragraph' | 'list' | 'table' | 'code';

/** One structural piece of a document; offsets refer to the document's normalised text. */
export interface Block {
  kind: BlockKind;
  /** Path of headings above it; a heading's own path ends with itself. */
  heading: string[];
  page: number | null;
  text: string;
  start: number;
  end: number;
  /** Cells by row for tables (row 0 is the header), items for lists, nested items in place. */
  rows?: string[][];
  items?: string[];
  /** Nesting depth of each item, 0 at the top; parallel to `items`. */
  levels?: number[];
}

export interface Chunk {
  id: string;
  document_id: string;
  ordinal: number;
  heading: string[];
  body: string;
  start: number;
  end: number;
  page: number | null;
}

export interface Hit {
  chunk: Chunk;
  score: number;
  /** Share (0..1) of the query's distinct lexemes that stand in the chunk or its headings. */
  share: number;
}

export interface KnowledgeStore {
  /** Removes and rewrites one document with its blocks and chunks: idempotent by (kb, document id). */
  addDocument(
    kb: string,
    document: KnowledgeDocument,
    blocks: Block[],
    chunks: Chunk[],
  ): Promise<void>;
  /** Computes corpus statistics; after it the knowledge base is immutable and searchable. */
  seal(kb: string): Promise<{ documents: number; chunks: number; lexemes: number }>;
  search(kb: string, query: string, limit: number): Promise<Hit[]>;
  searchMany(kb: string, queries: string[], limit: number): Promise<Hit[][]>;
  documents(kb: string): Promise<KnowledgeDocument[]>;
  blocks(kb: string, documentId: string): Promise<Block[]>;
  chunks(kb: string): Promise<Chunk[]>;
}
