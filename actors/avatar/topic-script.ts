/**
 * Writes one topic's narration: our words lead from point to point, the documents' own sentences
 * carry the substance. Pure, so the same evidence gives the same script.
 */
import type { Evidence } from '../content.ts';
import type { TopicScript } from './film.ts';
import { lexiconFor } from './lexicon.ts';
import { missedSegment, type Results } from './missed-question.ts';
import { sentencesOf } from './sentences.ts';
import { bulletOf, type Statement, speakable } from './statements.ts';

/** Evidence for one point of a topic, best first. */
export interface Point {
  title: string;
  evidence: Evidence[];
}

/** How long the narration may be, in estimated seconds. */
export interface Length {
  wanted: number;
  most: number;
}

interface Part {
  title: string;
  chosen: Statement[];
  more: Statement[];
}

const POINTS = { least: 4, most: 6 };
const STATEMENTS_MOST = 3;
/** How fast the system voice speaks, measured over whole scripts. */
const CHARACTERS_A_SECOND = 13.4;

/** Null when the documents carry nothing that can be said about the topic. */
export function writeTopic(
  topic: string,
  course: string,
  points: Point[],
  length: Length,
  results: Results = { why: null, missed: null },
): TopicScript | null {
  // All evidence, not only what is corpus, tells which words are names.
  const corpus = points.flatMap(({ evidence }) => evidence.map(({ text }) => text)).join(' ');
  const titles = points.map(({ title }) => title).join(' ');
  const extra = results.missed === null ? [] : [missedSegment(results.missed)];
  const taken = spokenSeconds(extra.map(({ text }) => text));
  const room = { wanted: length.wanted - taken / 2, most: length.most };
  const parts = choose(points, room, `${corpus} ${`${course} ${topic} ${titles}`.toLowerCase()}`);
  if (parts.length === 0) return null;
  const segments = [
    opening(topic, course, parts, corpus, results.why),
    ...parts.map((part, i) => segment(part, i, parts.length, corpus)),
    ...extra,
    closing(topic, parts, corpus),
  ];
  const sources = [
    ...parts.flatMap((part) => part.chosen.map(({ evidence }) => evidence.source)),
    ...extra.flatMap(({ source }) => source ?? []),
  ];
  const lexicon = lexiconFor(segments.map(({ text }) => text).join(' '));
  return { topic, title: `${topic} in brief`, segments, sources, lexicon };
}

/** Estimated seconds of a text as the system voice speaks it, pauses included. */
export function spokenSeconds(texts: string[]): number {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const pauses = texts.reduce((sum, text) => sum + 0.25 * sentencesOf(text).length + 0.55, 0);
  return characters / CHARACTERS_A_SECOND + pauses;
}

/** One statement a point first, then second ones while there is time. */
function choose(points: Point[], length: Length, familiar: string): Part[] {
  const used = new Set<string>();
  const parts: Part[] = [];
  for (const { title, evidence } of points) {
    const [first, ...more] = speakable(title, evidence, familiar).filter(
      ({ text }) => !used.has(fingerprint(text)),
    );
    if (!first) continue;
    const room = parts.length < POINTS.least || estimate(parts) + 14 < length.wanted;
    if (parts.length === POINTS.most || !room) break;
    used.add(fingerprint(first.text));
    parts.push({ title, chosen: [first], more });
    if (parts.length <= POINTS.least) extend(parts, used, 2, length.wanted * (parts.length / 4));
  }
  while (extend(parts, used, STATEMENTS_MOST, length.wanted));
  while (parts.length > 1 && estimate(parts) > length.most) parts.pop();
  return parts;
}

/** Adds one statement to the first part that has fewer than `most`; false when none could be. */
function extend(parts: Part[], used: Set<string>, most: number, seconds: number): boolean {
  const byNeed = [...parts].sort((a, b) => a.chosen.length - b.chosen.length);
  for (const part of byNeed) {
    const next = part.more.find(({ text }) => !used.has(fingerprint(text)));
    if (part.chosen.length >= most || !next) continue;
    if (estimate(parts) + spokenSeconds([next.text]) > seconds) continue;
    used.add(fingerprint(next.text));
    part.chosen.push(next);
    part.chosen.sort(inReadingOrder);
    return true;
  }
  return false;
}

/** Statements of one document are said in the document's order, so that they build on each other. */
function inReadingOrder(a: Statement, b: Statement): number {
  const [one, other] = [a.evidence.source, b.evidence.source];
  return one.document_id === other.document_id ? one.start - other.start : 0;
}

function estimate(parts: Part[]): number {
  const covers = 30;
  return covers + spokenSeconds(parts.map((part) => `${part.title} is next. ${textOf(part)}`));
}

function textOf(part: Part): string {
  return part.chosen.map(({ text }) => text).join(' ');
}

function fingerprint(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

type Segment = TopicScript['segments'][number];

function opening(
  topic: string,
  course: string,
  parts: Part[],
  corpus: string,
  why: string | null,
): Segment {
  const names = parts.map((part) => inSentence(part.title, corpus));
  const text = [
    `Welcome to a short refresher on ${inSentence(topic, corpus)}, part of ${course}.`,
    why ?? 'Many of you found these questions hard.',
    'Let us go through it calmly, one point at a time.',
    `We begin with ${names[0]}${names[1] === undefined ? '' : `, then come to ${names[1]}`}${names.length > 2 ? ', and go on from there' : ''}.`,
  ].join(' ');
  return { slide: { title: topic, bullets: parts.map((part) => part.title) }, text, source: null };
}

const LEADS = [
  'Now to {point}.',
  'The next point is {point}.',
  'That brings us to {point}.',
  'From there we go on to {point}.',
];

function segment(part: Part, at: number, of: number, corpus: string): Segment {
  const lead =
    at === 0
      ? 'Let us start with {point}.'
      : at === of - 1
        ? 'Finally, {point}.'
        : (LEADS[(at - 1) % LEADS.length] ?? 'Now to {point}.');
  const text = `${lead.replace('{point}', inSentence(part.title, corpus))} ${textOf(part)}`;
  const bullets = part.chosen.map((statement) => bulletOf(statement.text));
  return {
    slide: { title: part.title, bullets },
    text,
    source: part.chosen[0]?.evidence.source ?? null,
  };
}

function closing(topic: string, parts: Part[], corpus: string): Segment {
  const titles = parts.flatMap((part) =>
    part.chosen.map(({ evidence }) => evidence.source.document_title),
  );
  const reading = [...new Set(titles)].slice(0, 2);
  const first = inSentence(parts[0]?.title ?? topic, corpus);
  const text = [
    `That was ${inSentence(topic, corpus)} in brief.`,
    `Now take ten minutes with ${listed(reading.map((title) => `“${title}”`))}.`,
    `Then explain ${first} to a colleague in your own words, and go back to the questions you missed.`,
  ].join(' ');
  const bullets = [
    ...reading.map((title) => `Read: ${title}`),
    `Explain ${first} in your own words`,
    'Go back to the questions you missed',
  ];
  return { slide: { title: 'What to do next', bullets }, text, source: null };
}

function listed(names: string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A heading as it reads inside a sentence: only what the documents treat as a name stays large. */
export function inSentence(heading: string, corpus: string): string {
  return heading
    .replace(/\s*\([^)]*\)/g, '')
    .replace(/^(?:Understand(?:ing)?|Know|Describe|Explain)(?: and use)? (?=\S)/i, '')
    .trim()
    .split(' ')
    .map((word) => {
      const isTitle = /^\p{Lu}\p{Ll}+[^\p{L}]*$/u.test(word);
      return isTitle && !isName(word.replace(/[^\p{L}]/gu, ''), corpus) ? word.toLowerCase() : word;
    })
    .join(' ');
}

/** Written large in the middle of sentences more often than small. */
function isName(word: string, corpus: string): boolean {
  const large = corpus.match(new RegExp(`(?<=\\p{Ll},? )${word}\\b`, 'gu'))?.length ?? 0;
  const small = corpus.match(new RegExp(`\\b${word.toLowerCase()}\\b`, 'g'))?.length ?? 0;
  return large > small;
}
