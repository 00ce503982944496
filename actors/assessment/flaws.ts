/** Item-writing rules that can be checked by reading the item alone. */
import { spellsOut } from './acronyms.ts';
import { isCode, isPlural, root, roots, words } from './wording.ts';

/** The part of an item its reader sees. */
export interface Readable {
  stem: string;
  options: string[];
  key: number;
  family: string;
}

const ANAPHORA =
  /\b(this|these|those|such(?! as)|above|below|previous(?:ly)?|former|latter|following|aforementioned|mentioned|here|we|our|us)\b/i;
const OPENING_PRONOUN = /^(it|its|they|their|them|he|she|his|her|that|also|then|so|however)\b/i;
const HEDGE =
  /\b(may|might|often|typically|usually|generally|sometimes|probably|perhaps|mostly|likely|basically|arguably|essentially|somewhat|commonly|in most cases|and so on|etc|should|ought)\b/i;
const RESIDUE = /\*\*|\]\(|\]\[|<\/?[a-z][a-z0-9]*\s*\/?>|^#+\s|&[a-z]+;|\{\{|!\[/i;
const NEGATIVE = /\b(not|never|except|least likely|cannot)\b/i;
const SPREAD = 2.5;

/** Codes of every rule the item breaks; empty for an item fit to be reviewed. */
export function flawsOf(item: Readable): string[] {
  const key = item.options[item.key] ?? '';
  const found: [string, boolean][] = [
    [
      'abbreviation_in_stem',
      item.family !== 'numeric' && (abbreviates(key, item.stem) || abbreviates(item.stem, key)),
    ],
    ['stem_is_no_question', !/\?["”]?$/.test(item.stem.trim())],
    ['fewer_than_three_options', item.options.length < 3],
    ['options_repeat', new Set(item.options.map(plain)).size < item.options.length],
    ['key_missing', key.trim() === ''],
    [
      'anaphora',
      [item.stem, key].some((text) => ANAPHORA.test(text.replace(/^.*?which of these/i, ''))),
    ],
    ['opens_with_pronoun', item.options.some((option) => OPENING_PRONOUN.test(option))],
    ['hedge', [item.stem, ...item.options].some((text) => HEDGE.test(text))],
    ['markup', [item.stem, ...item.options].some((text) => RESIDUE.test(text))],
    ['negative_stem', NEGATIVE.test(item.stem.replace(/“[^”]*”/g, ''))],
    [
      'all_or_none_of_the_above',
      item.options.some((option) => /\b(all|none) of (the|these)\b/i.test(option)),
    ],
    ['length_spread', spread(item.options) > SPREAD],
    ['mixed_options', !sameClass(item.options)],
    [
      'clue_in_stem',
      item.family !== 'numeric' && cluesOf(item.stem, item.options, item.key).length > 0,
    ],
    ['stem_too_long', item.stem.length > 330],
    ['unbalanced', [item.stem, ...item.options].some((text) => !balanced(text))],
  ];
  return found.filter(([, broken]) => broken).map(([code]) => code);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Longest over shortest option; very short ones count as six characters. */
export function spread(options: string[]): number {
  const lengths = options.map((option) => Math.max(option.trim().length, 6));
  return Math.max(...lengths) / Math.min(...lengths);
}

/** Words of the key that the stem gives away, unless all other options but one share them. */
export function cluesOf(stem: string, options: string[], key: number): string[] {
  const inStem = [...roots(stem)];
  const others = options.filter((_, at) => at !== key).map((option) => roots(option));
  const version = numeralsOf(options[key] ?? '').filter(
    (numeral) => numeralsOf(stem).includes(numeral) && !sharedNumeral(numeral, options, key),
  );
  const named = words(options[key] ?? '').filter((word) => {
    const wanted = root(word);
    if (wanted.length < 2 || !roots(word).has(wanted)) return false;
    const sharing = others.filter((other) => other.has(wanted)).length;
    if (others.length > 0 && sharing >= Math.max(1, others.length - 1)) return false;
    return (
      inStem.some((have) => akin(have, wanted)) || isAcronym(word, stem, isCode(options[key] ?? ''))
    );
  });
  return [...named, ...version];
}

/** Numbers of two digits or more, versions whole: "0.0.4" names its option as a word would. */
function numeralsOf(text: string): string[] {
  return text.match(/\d+(?:\.\d+)+|\d{2,}/g) ?? [];
}

function sharedNumeral(numeral: string, options: string[], key: number): boolean {
  return options.some((option, at) => at !== key && numeralsOf(option).includes(numeral));
}

/** One root begins or ends the other, or stands within it: seeing one brings the other to mind. */
function akin(left: string, right: string): boolean {
  const shorter = left.length < right.length ? left : right;
  const longer = left.length < right.length ? right : left;
  if (left === right) return true;
  if (shorter.length < 3) return false;
  if (longer.startsWith(shorter) || longer.endsWith(shorter)) return true;
  return shorter.length >= 5 && longer.includes(shorter);
}

/** "ami" gives itself away beside "Amazon Machine Image". */
function isAcronym(word: string, stem: string, inCode: boolean): boolean {
  const initials = words(stem)
    .map((one) => one.slice(0, 1))
    .join('');
  return (
    word.length >= (inCode ? 2 : 3) && word.length <= 5 && initials.includes(word.toLowerCase())
  );
}

/** An identifier in one text shortens words of the other: `sqrt()` beside "square root". */
function abbreviates(codes: string, text: string): boolean {
  if (spellsOut(codes, text)) return true;
  const parts = codes.split(/\s+/).filter(isCode).flatMap(words);
  const spoken = words(text);
  return parts.some(
    (part) =>
      part.length >= 3 &&
      part.length <= 6 &&
      spoken.some((word, at) => {
        const next = spoken[at + 1] ?? '';
        return (
          shortens(part, word) ||
          (part.includes(next.slice(0, 1)) && next.length > 3 && shortens(part, word + next))
        );
      }),
  );
}

/** All letters of the short form stand in the long one, in order, from the first letter on. */
function shortens(short: string, long: string): boolean {
  if (short[0] !== long[0] || long.length > short.length * 4 || long.length <= short.length)
    return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}

/** All options are identifiers, or all are words; numbers stand only among numbers. */
export function sameClass(options: string[]): boolean {
  const classes = new Set(options.map(classOf));
  return classes.size <= 1;
}

function classOf(option: string): string {
  if (/^[\d.,]+$/.test(option)) return 'number';
  if (option.split(/\s+/).length > 5) return 'text';
  if (isCode(option)) return option.endsWith(')') ? 'call' : 'code';
  return isPlural(option) ? 'plural' : 'word';
}

function balanced(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  return (
    count('(') === count(')') &&
    count('“') === count('”') &&
    count('"') % 2 === 0 &&
    count('`') % 2 === 0
  );
}
