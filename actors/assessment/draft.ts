/** A question in the making: what it holds, and how three wrong options are chosen for it. */
import type { DefinitionFact, EntryFact, Place } from './facts.ts';
import { flawsOf, spread } from './flaws.ts';
import { capitalised, isCode, overlap, sameness, wordCount } from './wording.ts';

/** A question whose options are chosen but not yet in their final order. */
export interface Draft {
  family: 'definition' | 'term' | 'sibling' | 'table' | 'numeric';
  stem: string;
  key: string;
  distractors: string[];
  /** What the question is about; two drafts that share one must not both be asked. */
  subjects: string[];
  place: Place;
  /** Siblings share it; asking several of them makes a dull test. */
  group: string;
  /** How central the subject is, 0 to 0.3: terms the documents use often matter more. */
  standing: number;
}

/** What the drafts need to know about the whole knowledge base. */
export interface Context {
  /** The topic all documents share ("Prometheus"), or null. */
  topic: string | null;
  /** Title of a document by id. */
  title(documentId: string): string;
  /** Whether the documents write the term with a capital even inside sentences. */
  isName(term: string): boolean;
  /** How often the documents write the term, counted up to a bound. */
  uses(term: string): number;
}

/** Options of a question, the right one among them. */
export const OPTIONS = 4;

/** From this overlap on, a wrong option may be right as well. */
export const TOO_ALIKE = 0.45;

const GENERIC =
  /^(other|others|misc|miscellaneous|more|syntax|examples?|see also|features|overview|introduction|glossary|faq|readme|index|general|details|notes?|definitions|terminology|summary|background|description|usage|options|parameters|reference|basics|contents|configuration)$/i;

/** Takes the first three wrong options that keep the item free of flaws. */
export function choose(
  family: Draft['family'],
  stem: string,
  key: string,
  candidates: string[],
  fact: DefinitionFact | EntryFact,
  context: Context,
): Draft | null {
  const chosen: string[] = [];
  for (const candidate of candidates) {
    if (chosen.length === OPTIONS - 1) break;
    const options = [key, ...chosen, candidate];
    if (chosen.some((other) => overlap(other, candidate) >= TOO_ALIKE)) continue;
    if (spread(options) > 2.5 || flawsAmong(options)) continue;
    chosen.push(candidate);
  }
  if (chosen.length < OPTIONS - 1) return null;
  if (flawsOf({ stem, options: [key, ...chosen], key: 0, family }).length > 0) return null;
  return {
    family,
    stem,
    key,
    distractors: chosen,
    subjects: [sameness(fact.term)],
    place: fact.place,
    group: fact.kind === 'definition' && fact.form === 'is' ? sameness(fact.term) : fact.group,
    standing: standingOf(fact, context),
  };
}

function standingOf(fact: DefinitionFact | EntryFact, context: Context): number {
  if (fact.kind !== 'definition' && isCode(fact.term)) return -0.2;
  const headed = fact.kind === 'definition' && fact.headed ? 0.1 : 0;
  return headed + Math.min(0.2, Math.log10(1 + context.uses(fact.term)) / 10);
}

function flawsAmong(options: string[]): boolean {
  const flaws = flawsOf({ stem: '?', options: [...options, ''], key: 0, family: 'numeric' });
  return (
    flaws.some((flaw) => flaw !== 'length_spread' && flaw !== 'mixed_options') || mixed(options)
  );
}

function mixed(options: string[]): boolean {
  return flawsOf({ stem: '?', options, key: 0, family: 'numeric' }).includes('mixed_options');
}

/** Whether all words of a term, in order, stand in a text. */
export function mentions(text: string, term: string): boolean {
  return ` ${sameness(text)} `.includes(` ${sameness(term)} `);
}

/** Puts the topic before a question that does not name it already. */
export function inContext(body: string, context: Context, avoid: string): string {
  const topic = context.topic;
  return topic && !avoid.toLowerCase().includes(topic.toLowerCase())
    ? `In ${topic}, ${body}`
    : capitalised(body);
}

/** The nearest heading that says something, with the document's title before a vague one. */
export function topicOf(place: Place, context: Context): string | null {
  const title = context.title(place.document_id);
  const telling = [title, ...place.heading].filter((one) => one !== '' && !GENERIC.test(one));
  const near = telling.at(-1);
  if (!near) return null;
  const far = telling[0] ?? near;
  const name = overlap(near, far) > 0 || wordCount(far) > 6 ? near : `${far}: ${near}`;
  return `“${name.replace(/[“”]/g, '"')}”`;
}
