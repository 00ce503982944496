/** Whether two finished questions ask one thing; the second of them is not asked. */
import type { Item } from '../../content.ts';
import { overlap } from '../wording.ts';

const SAME_QUESTION = 0.7;

export function isNearDuplicate(one: Item, other: Item): boolean {
  if (one.id === other.id) return true;
  const [left, right] = [keyOf(one), keyOf(other)];
  const isNumber = /^[\d.,]+$/.test(left);
  if (!isNumber && left.toLowerCase() === right.toLowerCase()) return true;
  const alike = overlap(one.stem, other.stem);
  if (alike >= SAME_QUESTION) return true;
  const sameKey = overlap(left, right) >= 0.5;
  return sameKey && (alike >= SAME_QUESTION / 2 || shareSource(one, other));
}

function keyOf(item: Item): string {
  return item.options[item.key] ?? '';
}

function shareSource({ source: one }: Item, { source: other }: Item): boolean {
  return one.document_id === other.document_id && one.start < other.end && other.start < one.end;
}
