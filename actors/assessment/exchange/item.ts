/**
 * A question as it travels between systems: text only, tidied so that every format can carry every
 * character, and the rules an arriving one must keep.
 */

export const DIFFICULTIES = ['beginner', 'intermediate', 'advanced'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** Where a question comes from, as far as a file can say it. */
export interface ExchangeSource {
  document: string;
  chunk: string;
  quote: string;
  sha256: string;
}

/** A single-choice question on its way in or out. */
export interface ExchangeItem {
  /** Letters, digits, dot, dash and underscore. */
  id: string;
  domain: string;
  objective: string | null;
  difficulty: Difficulty | null;
  /** How the question was made: an `ItemFamily`, or empty. */
  type: string;
  stem: string;
  options: string[];
  /** Index into `options`. */
  key: number;
  rationale: string;
  source: ExchangeSource | null;
}

/** What a file as a whole is called, and how well one must do in it. */
export interface ExchangeSet {
  title: string;
  /** 0 to 1; null where nobody said. */
  pass_mark: number | null;
  items: ExchangeItem[];
}

/** A question that was not taken, by its place in the file, and why. */
export interface Refused {
  at: string;
  reason: string;
}

/** What a reader found. */
export interface Arrived {
  items: ExchangeItem[];
  refused: Refused[];
}

export const STEM_MAX = 4000;
export const OPTION_MAX = 2000;
export const OPTIONS_MAX = 12;
const NAME_MAX = 300;

// What XML 1.0 cannot hold at all, and halves of surrogate pairs, which no encoding can.
const UNSPEAKABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that every format carries unchanged: one kind of line break, nothing that XML forbids. */
export function tidyText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(UNSPEAKABLE, '\ufffd').trim();
}

/** A name on one line. */
export function tidyName(text: string): string {
  return tidyText(text).replaceAll(/\s+/g, ' ').trim();
}

function tidyId(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 80) || 'question';
}

/** The same question in the shape that survives a round trip. */
export function tidyItem(item: ExchangeItem): ExchangeItem {
  const { source, objective } = item;
  return {
    ...item,
    id: tidyId(item.id),
    domain: tidyName(item.domain),
    objective: objective === null ? null : tidyName(objective) || null,
    type: tidyName(item.type),
    stem: tidyText(item.stem),
    options: item.options.map(tidyText),
    rationale: tidyText(item.rationale),
    source: source && {
      document: tidyName(source.document),
      chunk: tidyName(source.chunk),
      quote: tidyText(source.quote),
      sha256: tidyName(source.sha256),
    },
  };
}

/** A set whose questions are tidy, together with others of their domain, and have ids of their own. */
export function tidySet(set: ExchangeSet): ExchangeSet {
  const taken = new Set<string>();
  const tidied = set.items.map(tidyItem);
  const grouped = [...Map.groupBy(tidied, ({ domain }) => domain).values()].flat();
  const items = grouped.map((tidy) => {
    let id = tidy.id;
    for (let copy = 2; taken.has(id); copy += 1) id = `${tidy.id}-${copy}`;
    taken.add(id);
    return { ...tidy, id };
  });
  return { ...set, title: tidyName(set.title) || 'Questions', items };
}

/** Why this cannot be a single-choice question; null when it can. */
export function faultOf(item: ExchangeItem): string | null {
  const { stem, options, key, domain } = item;
  if (stem === '') return 'the question has no text';
  if (stem.length > STEM_MAX) return `the question is longer than ${STEM_MAX} characters`;
  if (options.length < 2) return 'it has fewer than two options';
  if (options.length > OPTIONS_MAX) return `it has more than ${OPTIONS_MAX} options`;
  if (options.some((option) => option === '')) return 'one of its options is empty';
  if (options.some((option) => option.length > OPTION_MAX))
    return `one of its options is longer than ${OPTION_MAX} characters`;
  if (new Set(options.map((option) => option.toLowerCase())).size < options.length)
    return 'it has the same option twice';
  if (!Number.isInteger(key) || key < 0 || key >= options.length)
    return 'it does not say which one option is right';
  if (domain.length > NAME_MAX) return `its domain is longer than ${NAME_MAX} characters`;
  return null;
}

/** Splits what a reader found into questions that can be taken and those that cannot. */
export function sifted(found: { at: string; item: ExchangeItem | string }[]): Arrived {
  const arrived: Arrived = { items: [], refused: [] };
  for (const { at, item } of found) {
    const tidy = typeof item === 'string' ? null : tidyItem(item);
    const reason = tidy === null ? String(item) : faultOf(tidy);
    if (tidy !== null && reason === null) arrived.items.push(tidy);
    else arrived.refused.push({ at, reason: reason ?? '' });
  }
  return arrived;
}

/** A difficulty by its word; null for any other word. */
export function difficultyOf(word: string | null | undefined): Difficulty | null {
  return DIFFICULTIES.find((each) => each === word?.trim().toLowerCase()) ?? null;
}
