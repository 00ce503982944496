/** Words: counting them, comparing their roots, and putting terms into English sentences. */

const STOP = new Set(
  `a an the and or but nor of in on at by to for from with without into onto over under as is are was
  were be been being it its they them their that which who whose what when where how this these those
  not no do does did has have had can could will would shall should may might must if then than so such
  all any each both either one two some other another more most also only very per via about between
  within during after before while there here you your we our us i`.split(/\s+/),
);

/** Text on one line, single spaces, no space at the ends. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Lower-cased words; identifiers fall apart at underscores, dots and capitals. */
export function words(text: string): string[] {
  const spaced = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.match(/\p{L}+|\p{N}+/gu) ?? [];
}

/** How many words a reader sees. */
export function wordCount(text: string): number {
  return text.split(/\s+/).filter((part) => part !== '').length;
}

/** A rough root: enough to see that "aggregates" and "aggregating" are one word. */
export function root(word: string): string {
  if (word.length <= 3) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
  const cut = singular.replace(/(ations?|ating|ated|ates?|ators?|ings?|ers?|ed|e)$/, '');
  return cut.length >= 3 ? cut : singular;
}

/** Roots of the words that carry meaning. */
export function roots(text: string): Set<string> {
  return new Set(
    words(text)
      .filter((word) => !STOP.has(word))
      .map(root),
  );
}

/** Share of the two texts' meaningful roots that both have, 0 to 1. */
export function overlap(left: string, right: string): number {
  return shared(roots(left), roots(right));
}

/** Share of two sets' members that both have, 0 to 1. */
export function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let both = 0;
  for (const word of one) if (other.has(word)) both++;
  return both / (one.size + other.size - both);
}

/** Whether a text is an identifier, a call, a path or an option rather than words. */
export function isCode(term: string): boolean {
  return /[_(){}<>=/\\$@:*[\]]|^--|[a-z][A-Z]|\w\.\w|[a-z]\d+[a-z]/.test(term);
}

/** Whether the last word of a term is a plural noun. */
export function isPlural(term: string): boolean {
  const last = term.trim().split(/\s+/).at(-1)?.toLowerCase() ?? '';
  return (
    /[^sui]s$/.test(last) &&
    !/(ous|ics|ess|news|series|kubernetes|redis|dns|https?|tls)$/.test(last)
  );
}

/** The singular of a regular plural noun phrase. */
export function singular(phrase: string): string {
  return phrase
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^s])s$/, '$1');
}

/** The text with its first letter upper-cased, unless it begins with an identifier. */
export function capitalised(text: string): string {
  const first = text.split(/\s/)[0] ?? '';
  return isCode(first) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** "a" or "an", judged by the first letter and a few common exceptions in sound. */
export function article(term: string): string {
  if (/^(uni|use|user|usu|eu|one|ut)/i.test(term)) return 'a';
  if (/^(hour|honest|heir|SLO\b|SLI\b|HTML|HTTP|LDAP|MIB|RSA|SQL|SSH|SSL|XML|NFC|IP)/.test(term))
    return 'an';
  return /^[aeiou]/i.test(term) ? 'an' : 'a';
}

/** A key for "the same thing": lower-cased roots in order. */
export function sameness(text: string): string {
  return words(text).map(root).join(' ');
}
