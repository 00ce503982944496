/** Reads numbers with a unit from assertions about defaults and limits, never from examples. */
import type { Block } from '../knowledge/ports.ts';
import { locate } from './entries.ts';
import { type NumberFact, placeOf, type Reading } from './facts.ts';
import { isWhole, sentences } from './sentences.ts';
import { oneLine, wordCount } from './wording.ts';

const CUE =
  /\b(by default|defaults? (?:to|is|value|of)|default|limit(?:ed)?|at most|at least|maximum|minimum|exceed|no more than|no less than|no fewer than|up to|exactly|must (?:be|have|contain)|consists? of|comprises?|contains?|is|are|was|takes?|requires?|measures?|weighs?|lasts?)\b/i;
const STRONG =
  /\b(by default|defaults?|limit(?:ed)?|at most|at least|maximum|minimum|exceed|no more than|no less than|no fewer than|exactly|must)\b/i;
const ILLUSTRATION =
  /\b(for example|for instance|e\.g|example|suppose|imagine|let'?s|let us|say|we|you|your|our|i|would|could|if|around|about|roughly|approximately|almost|nearly|over|assum\w+)\b/i;
/** A subject comes before a verb; "Have no more than 5" is advice, not an assertion. */
const ASSERTS =
  /\S\s(?:is|are|must|can|will|has|have|lasts?|takes?|holds?|allows?|supports?|accepts?|expires?|contains?|consists?|requires?|keeps?|retains?|stores?|sends?|runs?|waits?|needs?|measures?|weighs?)\b/;
const CONNECTIVE =
  /^(thus|therefore|hence|however|so|also|then|but|and|or|otherwise|still|moreover|furthermore|in addition|instead|as a result|note that|similarly|this|these|those|it|they|he|she|such|there|for (?:similar|this|that|these|such) \w+)\b|\balso\b/i;
const LESSON =
  /tutorial|getting started|first steps|walk-?through|example|quick ?start|guide|change ?log|release/i;
const UNITS: Record<string, string> = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  y: 'years',
  kb: 'kilobytes',
  mb: 'megabytes',
  gb: 'gigabytes',
  '%': 'percent',
};
const QUANTITY =
  /(?<![\w.,-])(?<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:(?<short>ms|[smhdwy]|%|[kKMG]B)(?![\w-])|\s(?<unit>(?:[\p{L}][\p{L}-]*\s)?(?:[\p{L}-]{2,}s|percent|feet|bytes?))(?![\w-]))/gu;

/** Number facts of one document; documents that teach by example give none. */
export function numbersOf(reading: Reading): NumberFact[] {
  if (LESSON.test(reading.document.title)) return [];
  return reading.blocks.flatMap((block) => {
    if (block.heading.some((part) => LESSON.test(part))) return [];
    const text = reading.document.text.slice(block.start, block.end);
    if (block.kind === 'paragraph') return ofPassage(reading, block, text, 0);
    return block.kind === 'list' ? ofItems(reading, block, text) : [];
  });
}

function ofItems(reading: Reading, block: Block, text: string): NumberFact[] {
  let from = 0;
  return (block.items ?? []).flatMap((item) => {
    const span = locate(text, item, from);
    if (!span) return [];
    from = span.end;
    return ofPassage(reading, block, text.slice(span.start, span.end), span.start);
  });
}

/** `text` stands `offset` characters into the block. */
function ofPassage(reading: Reading, block: Block, text: string, offset: number): NumberFact[] {
  const at = block.start + offset;
  const nearby = [...text.matchAll(/\d+(?:[.,]\d+)*/g)].map((match) => match[0]);
  return sentences(text).flatMap((sentence) => {
    const line = oneLine(sentence.text);
    const question = isWhole(line) ? ask(line) : null;
    if (!question) return [];
    const place = placeOf(reading.document, block, at + sentence.start, at + sentence.end);
    return [{ kind: 'numeric' as const, ...question, nearby, place }];
  });
}

/** Turns "The default X is 10 seconds." into "What is the default X, in seconds?"; null if unsafe. */
export function ask(line: string): { question: string; value: string } | null {
  if (
    CONNECTIVE.test(line) ||
    ILLUSTRATION.test(line) ||
    !CUE.test(line) ||
    /[:;?]|\bwhich is\b/.test(line)
  )
    return null;
  const quantities = [...line.matchAll(QUANTITY)];
  const only = quantities[0];
  // Two numbers in one sentence: which one is asked for would be a guess.
  if (!only || (line.match(/\d+(?:[.,]\d+)*/g) ?? []).length !== 1) return null;
  const value = only.groups?.value ?? '';
  const short = only.groups?.short;
  // "1970s" is a decade, not a duration.
  if (short && /^(1\d|20)\d\d$/.test(value)) return null;
  const unit = short ? (UNITS[short.toLowerCase()] ?? short) : (only.groups?.unit ?? '');
  const head = line.slice(0, only.index).trimEnd();
  const tail = line
    .slice(only.index + only[0].length)
    .replace(/[.!]$/, '')
    .trim();
  if (
    /^(version|v|step|chapter|section|table|figure|port|rfc)$/i.test(head.split(' ').at(-1) ?? '')
  )
    return null;
  return phrase(head, unit, tail, value);
}

function phrase(head: string, unit: string, tail: string, value: string) {
  const stated =
    /^(The (?:\S+ )*?(?:default|maximum|minimum|limit|upper|lower)\b.*?) is(?: set to| limited to)?(?: a)?$/.exec(
      head,
    );
  if (stated?.[1] && tail === '')
    return { question: `what is ${lower(stated[1])}, in ${unit}?`, value };
  const defaulted = /^(.{4,90}?) defaults? to$/.exec(head);
  if (defaulted?.[1] && tail === '')
    return { question: `what is the default of ${lower(defaulted[1])}, in ${unit}?`, value };
  if (!STRONG.test(head) || !ASSERTS.test(head) || wordCount(head) < 4) return null;
  if (!/^$|^(of|in|for|per|by|on|at|from|long|wide|deep)\b/.test(tail) || /[,()]/.test(tail))
    return null;
  // Nothing may stand between the cue's verb and the number except words that keep the sentence whole.
  if (
    /[(]/.test(head) ||
    /\b(a|an|the|than one|and|or|its|this|these|those|such|it|they)$/i.test(head)
  )
    return null;
  const rest = tail === '' ? '' : ` ${tail}`;
  return { question: `${lower(head)} how many ${unit}${rest}?`, value };
}

/** Lower-cases the first letter of words that begin sentences only because they come first. */
function lower(text: string): string {
  return /^(The|A|An|By|Each|Every|All|Any|No|At|In|On|When|Only|Both)\b/.test(text)
    ? text.slice(0, 1).toLowerCase() + text.slice(1)
    : text;
}
