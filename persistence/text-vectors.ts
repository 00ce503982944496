/** Vectors of texts by model and hash. Kept as base64 of 32-bit floats, which both databases store alike. */
import type { Database } from './database.ts';
import { withDatabaseFailures } from './database-failure.ts';

export interface TextVectors {
  find(model: string, hashes: string[]): Promise<Map<string, Float32Array>>;
  keep(model: string, vectors: Map<string, Float32Array>): Promise<void>;
}

export function createTextVectors(db: Pick<Database, 'sql'>): TextVectors {
  return withDatabaseFailures<TextVectors>({
    async find(model, hashes) {
      const rows = await db.sql<{ sha256: string; vector: string }>(
        `select sha256, vector from text_vector where model = ?
         and sha256 in (select json_array_elements_text(?::json))`,
        [model, JSON.stringify(hashes)],
      );
      return new Map(rows.map(({ sha256, vector }) => [sha256, floatsIn(vector)]));
    },
    async keep(model, vectors) {
      const rows = [...vectors].map(([sha256, vector]) => ({ sha256, vector: textOf(vector) }));
      await db.sql(
        `insert into text_vector (model, sha256, vector)
         select ?, sha256, vector from json_to_recordset(?::json) as given(sha256 text, vector text)
         on conflict do nothing`,
        [model, JSON.stringify(rows)],
      );
    },
  });
}

function textOf(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

function floatsIn(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  );
}
