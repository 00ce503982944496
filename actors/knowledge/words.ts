/** Rough word forms for comparing short texts in memory; search itself uses the database's stems. */

const STOP = new Set(
  (
    'a an and are as at be been being but by can could do does for from had has have how if in into is ' +
    'it its may might more most must no not of on or other shall should so some such than that the ' +
    'their them then there these they this those to use used using vs was were what when where which ' +
    'who why will with would you your understand understanding basic basics concept concepts overview'
  ).split(' '),
);

/** Stems of the words that carry meaning, in order, repeated as they occur. */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !STOP.has(word)).map(stem);
}

/** Cuts the common English endings, enough to match "aggregating" with "aggregation". */
export function stem(word: string): string {
  if (word.length < 5) return word.replace(/(?<=[a-z]{2})s$/, '');
  return word
    .replace(/(?<=[^s])s$|(?<=ss|sh|ch|x|z)es$/, '')
    .replace(/(?:ations?|ating|ated|ates?|ators?)$/, 'at')
    .replace(/(?:ies|y)$/, 'i')
    .replace(/(?<=[a-z]{4})(?:ings?|ed|ers?|es|e)$/, '');
}

/** Share of `wanted` that stands in `present`; 0 for an empty wish. */
export function overlap(wanted: Set<string>, present: Set<string>): number {
  if (wanted.size === 0) return 0;
  let found = 0;
  for (const word of wanted) if (present.has(word)) found += 1;
  return found / wanted.size;
}
