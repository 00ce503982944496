/**
 * Which questions of a set are read when the set is approved by a sample. The draw follows from the
 * content and the reader alone, so that nobody can draw again until the sample suits them.
 */
import { createHash } from 'node:crypto';
import type { CheckpointContext } from '../machines/checkpoint.ts';
import { presentFlags } from './review/checkpoint-view.ts';

export interface Sample {
  seed: string;
  of: number;
  /** Ids to be read: the drawn ones, and whatever was edited during the review. */
  items: string[];
  /** Why the set has to be read whole; null where a sample will do. */
  refused: string | null;
}

const SIZE_MIN = 5;

/** @param ids every question of the present version, in order */
export function sampleFor(context: CheckpointContext, ids: string[], person: string): Sample {
  const seed = seedOf(context.subject.content_hash, person);
  const drawn = new Set(draw(ids, seed));
  const edited = new Set(context.revisions.flatMap(({ items }) => items));
  const items = ids.filter((id) => drawn.has(id) || edited.has(id));
  return { seed, of: ids.length, items, refused: refusalOf(context, ids) };
}

/** As many as the square root of the set, and one: never fewer than five where there are five. */
export function sampleSize(of: number): number {
  return Math.min(of, Math.max(SIZE_MIN, Math.ceil(Math.sqrt(of)) + 1));
}

function draw(ids: string[], seed: string): string[] {
  const ranked = ids.map((id) => ({ id, rank: hash(`${seed}/${id}`) }));
  ranked.sort((left, right) => (left.rank < right.rank ? -1 : 1));
  return ranked.slice(0, sampleSize(ids.length)).map(({ id }) => id);
}

/** A fault that a sample has found says that the set is not good enough for samples. */
function refusalOf(context: CheckpointContext, ids: string[]): string | null {
  const [flag] = presentFlags(context);
  if (flag)
    return `${flag.by} has doubts about question ${placeOf(ids, flag.item)}, so the whole set has to be read.`;
  for (const { by, from, items } of context.revisions) {
    const drawn = new Set(draw([...new Set([...ids, ...items])], seedOf(from.content_hash, by)));
    const found = items.find((item) => drawn.has(item));
    if (found)
      return `Question ${placeOf(ids, found)} was in ${by}'s sample and needed an edit, so the whole set has to be read.`;
  }
  return null;
}

function placeOf(ids: string[], id: string): string {
  const at = ids.indexOf(id);
  return at < 0 ? id : String(at + 1);
}

function seedOf(contentHash: string, person: string): string {
  return hash(`sample/${contentHash}/${person}`).slice(0, 16);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
