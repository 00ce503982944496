/** A knowledge store that also searches by meaning, where a model for it is configured. */
import { createHash } from 'node:crypto';
import type { Log } from '../../ports.ts';
import type { Chunk, Hit, KnowledgeStore } from '../ports.ts';
import { fused, nearest, ofLengthOne } from './fuse.ts';
import type { Embedder, VectorShelf } from './ports.ts';

export interface MeaningParts {
  embedder: Embedder;
  shelf: VectorShelf;
  log: Pick<Log, 'warn'>;
  now: () => number;
}

/** Texts sent at once; what is answered is kept before the next are sent. */
const BATCH = 64;
/** Longer passages are cut: models read no more, and the beginning says what it is about. */
const LONGEST = 6_000;
/** After a failure words alone are searched for so long, so that an outage costs one wait and not hundreds. */
const REST_MS = 60_000;

/**
 * The store, with `search` and `searchMany` fused. Passages are embedded when they are first searched,
 * once a text and model. While the provider fails, words alone are searched, and that is logged.
 */
export function withMeaning<Store extends KnowledgeStore>(
  store: Store,
  parts: MeaningParts,
): Store {
  let restsUntil = 0;
  const byMeaning = async (kb: string, queries: string[], limit: number): Promise<Hit[][]> => {
    const chunks = await store.chunks(kb);
    const vectors = await vectorsOf([...chunks.map(textOf), ...queries], parts);
    const passages = chunks.flatMap((chunk, at) => {
      const vector = vectors[at];
      return vector ? [{ chunk, vector }] : [];
    });
    return queries.map((_, at) => {
      const query = vectors[chunks.length + at];
      return query ? nearest(query, passages, limit) : [];
    });
  };
  const searchMany = async (kb: string, queries: string[], limit: number): Promise<Hit[][]> => {
    const found = await store.searchMany(kb, queries, limit);
    if (queries.length === 0 || parts.now() < restsUntil) return found;
    try {
      const meant = await byMeaning(kb, queries, limit);
      return found.map((hits, at) => fused(hits, meant[at] ?? [], limit));
    } catch (error) {
      restsUntil = parts.now() + REST_MS;
      parts.log.warn({ kb, error: String(error) }, 'searched by words alone: no embeddings');
      return found;
    }
  };
  return {
    ...store,
    searchMany,
    search: async (kb, query, limit) => (await searchMany(kb, [query], limit))[0] ?? [],
  };
}

function textOf({ heading, body }: Chunk): string {
  return `${heading.join(' › ')}\n${body}`.slice(0, LONGEST);
}

/** Vectors of length 1 in the order of the texts; only those nobody paid for yet are asked for. */
async function vectorsOf(
  texts: string[],
  { embedder, shelf }: MeaningParts,
): Promise<(Float32Array | undefined)[]> {
  const hashes = texts.map((text) => createHash('sha256').update(text).digest('hex'));
  const known = await shelf.find(embedder.model, [...new Set(hashes)]);
  const missing = new Map(
    hashes.flatMap((hash, at) => (known.has(hash) ? [] : [[hash, texts[at] ?? ''] as const])),
  );
  const wanted = [...missing];
  for (let at = 0; at < wanted.length; at += BATCH) {
    const batch = wanted.slice(at, at + BATCH);
    const vectors = await embedder.embed(batch.map(([, text]) => text));
    if (vectors.length !== batch.length) throw new Error('not one vector for each text');
    const kept = new Map(
      batch.map(([hash], i) => [hash, ofLengthOne(vectors[i] ?? new Float32Array())]),
    );
    await shelf.keep(embedder.model, kept);
    for (const [hash, vector] of kept) known.set(hash, vector);
  }
  return hashes.map((hash) => known.get(hash));
}
