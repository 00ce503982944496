/** Joins what the words find with what the meaning finds. Pure. */
import type { Chunk, Hit } from '../ports.ts';

/** Damps the first ranks (Cormack, Clarke and Büttcher 2009, "Reciprocal Rank Fusion"). */
const DAMPING = 60;
/** Nearer than this, passages are about the same thing; most models put strangers below. */
const NEAR = 0.5;

/** A vector of length 1, so that the product of two is the cosine of their angle. */
export function ofLengthOne(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((each) => each / length);
}

export function cosine(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}

/** The passages nearest to a query's vector, nearest first; vectors are of length 1. */
export function nearest(
  query: Float32Array,
  passages: readonly { chunk: Chunk; vector: Float32Array }[],
  limit: number,
): Hit[] {
  return passages
    .map(({ chunk, vector }) => ({ chunk, score: cosine(query, vector) }))
    .filter(({ score }) => score >= NEAR)
    .sort((one, two) => two.score - one.score || (one.chunk.id < two.chunk.id ? -1 : 1))
    .slice(0, limit)
    .map(({ chunk, score }) => ({ chunk, score, share: Math.min(1, score) }));
}

/**
 * Both lists as one, by the sum of damped inverse ranks. A passage that only its meaning found has no
 * share of the query's words; its nearness stands in for it.
 */
export function fused(byWords: readonly Hit[], byMeaning: readonly Hit[], limit: number): Hit[] {
  const sums = new Map<string, Hit>();
  for (const list of [byWords, byMeaning])
    for (const [rank, { chunk, share }] of list.entries()) {
      const known = sums.get(chunk.id) ?? { chunk, score: 0, share };
      sums.set(chunk.id, { ...known, score: known.score + 1 / (DAMPING + rank + 1) });
    }
  return [...sums.values()]
    .sort((one, two) => two.score - one.score || (one.chunk.id < two.chunk.id ? -1 : 1))
    .slice(0, limit);
}
