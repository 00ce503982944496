/**
 * Writes one topic's narration: our words lead from point to point, the documents' own sentences
 * carry the substance. Pure, so the same evidence gives the same script.
 */
import type { Evidence } from '../content.ts';
import type { TopicScript } from './film.ts';
import { lexiconFor } from './lexicon.ts';
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
): TopicScript | null {
  const parts = choose(points, length);
  if (parts.length === 0) return null;
  const said = parts.flatMap((part) => part.chosen.map(({ text }) => text)).join(' ');
  const segments = [
    opening(topic, course, parts, said),
    ...parts.map((part, i) => segment(part, i, parts.length, said)),
    closing(topic, parts, said),
  ];
  const sources = parts.flatMap((part) => part.chosen.map(({ evidence }) => evidence.source));
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
function choose(points: Point[], length: Length): Part[] {
  const used = new Set<string>();
  const parts: Part[] = [];
  for (const { title, evidence } of points) {
    const fresh = speakable(evidence).filter(({ text }) => !used.has(fingerprint(text)));
    const [first, ...more] = [...fresh].sort((a, b) => tooLong(a) - tooLong(b));
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

function tooLong({ text }: Statement): number {
  return text.length > 180 ? 1 : 0;
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

function opening(topic: string, course: string, parts: Part[], said: string): Segment {
  const names = parts.map((part) => inSentence(part.title, said));
  const text = [
    `Welcome to a short refresher on ${inSentence(topic, said)}, part of ${course}.`,
    'Many of you found these questions hard, so let us go through them calmly, one point at a time.',
    `We will look at ${listed(names.slice(0, 3))}${names.length > 3 ? ', and a little more' : ''}.`,
  ].join(' ');
  return { slide: { title: topic, bullets: parts.map((part) => part.title) }, text, source: null };
}

const LEADS = [
  'Now to {point}.',
  'Next comes {point}.',
  'That brings us to {point}.',
  'From there we go on to {point}.',
];

function segment(part: Part, at: number, of: number, said: string): Segment {
  const lead =
    at === 0
      ? 'Let us start with {point}.'
      : at === of - 1
        ? 'Finally, {point}.'
        : (LEADS[(at - 1) % LEADS.length] ?? 'Next comes {point}.');
  const text = `${lead.replace('{point}', inSentence(part.title, said))} ${textOf(part)}`;
  const bullets = part.chosen.map((statement) => bulletOf(statement.text));
  return {
    slide: { title: part.title, bullets },
    text,
    source: part.chosen[0]?.evidence.source ?? null,
  };
}

function closing(topic: string, parts: Part[], said: string): Segment {
  const titles = parts.flatMap((part) =>
    part.chosen.map(({ evidence }) => evidence.source.document_title),
  );
  const reading = [...new Set(titles)].slice(0, 2);
  const first = inSentence(parts[0]?.title ?? topic, said);
  const text = [
    `That was ${inSentence(topic, said)} in brief.`,
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

/** A heading as it reads inside a sentence: words the documents write small become small. */
export function inSentence(heading: string, said: string): string {
  const plain = heading.replace(/\s*\([^)]*\)/g, '').trim();
  const small = new Set(said.match(/(?<![\p{L}.])\p{Ll}+/gu) ?? []);
  return plain
    .split(' ')
    .map((word) => {
      const bare = word.replace(/[^\p{L}]/gu, '');
      const low = bare.toLowerCase();
      const isTitle = /^\p{Lu}\p{Ll}*$/u.test(bare) && bare.length > 1;
      const isGerund = /(ing|ed|s|al|ion|ions)$/.test(low) && !said.includes(bare);
      return isTitle && (small.has(low) || isGerund) ? word.toLowerCase() : word;
    })
    .join(' ');
}
