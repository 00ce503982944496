/** When a wrong option is too like the right one: it might be right as well. */
import { root, roots, shared, words } from './wording.ts';

/** From this overlap on, statements from different places may mean the same. */
const LOOSE = 0.45;
/**
 * Entries that stand side by side are told apart by their own document, so they may share most
 * words ("binary logarithm", "decimal logarithm"), which makes the best wrong options.
 */
const SIBLINGS = 0.9;

/** Whether whoever knows the subject could defend either statement where the other is meant. */
export function mayAlsoFit(one: string, other: string, areSiblings: boolean): boolean {
  const [left, right] = [roots(one), roots(other)];
  const alike = shared(left, right);
  if (!areSiblings) return alike >= LOOSE;
  // "calculates the increase" is true of whatever calculates the increase a second.
  return alike >= SIBLINGS || isWithin(left, right) || isWithin(right, left);
}

/** From this overlap on, two things of one kind are too alike to be told apart by a reader. */
const KIN = 0.25;
/** What ends the name of the kind in "a visualization platform that …". */
const KIND_ENDS =
  /[,(]|\s(?:that|which|who|whose|where|of|for|with|used|designed|based|made|to|by|in|on|at|from|running)\s/;

/**
 * Whether two statements call their subjects the same kind of thing and go on alike: two
 * visualization platforms described on different pages fit each other's question.
 */
export function isOfOneKind(one: string, other: string): boolean {
  const kind = kindOf(one);
  return kind !== '' && kind === kindOf(other) && shared(roots(one), roots(other)) >= KIN;
}

function kindOf(statement: string): string {
  return root(words(statement.split(KIND_ENDS)[0] ?? '').at(-1) ?? '');
}

function isWithin(small: ReadonlySet<string>, large: ReadonlySet<string>): boolean {
  return [...small].every((root) => large.has(root));
}
