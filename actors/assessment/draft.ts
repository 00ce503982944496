/** A question in the making: what it holds, and how three wrong options are chosen for it. */
import type { DefinitionFact, EntryFact, Place } from './facts.ts';
import { cluesOf, flawsOf, spread } from './flaws.ts';
import { mayAlsoFit } from './likeness.ts';
import { isCode, root, roots, sameness } from './wording.ts';

/** A question whose options are chosen but not yet in their final order. */
export interface Draft {
  family: 'definition' | 'term' | 'sibling' | 'table' | 'numeric';
  stem: string;
  key: string;
  distractors: string[];
  /** What the question is about; two drafts that share one must not both be asked. */
  subjects: string[];
  /** What is said of what, without the words that put it as a question. */
  asks: string;
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

/**
 * Takes the first three wrong options that keep the item free of flaws, those first that share
 * the words by which the stem would give the key away.
 */
export function choose(
  family: Draft['family'],
  stem: string,
  key: string,
  candidates: string[],
  fact: DefinitionFact | EntryFact,
  context: Context,
): Draft | null {
  const areSiblings = fact.kind !== 'definition' || fact.form === 'does';
  const chosen: string[] = [];
  for (const candidate of sharingFirst(cluesOf(stem, [key], 0), candidates)) {
    if (chosen.length === OPTIONS - 1) break;
    const options = [key, ...chosen, candidate];
    if (chosen.some((other) => mayAlsoFit(other, candidate, areSiblings))) continue;
    if (spread(options) > 2.5 || flawsAmong(options)) continue;
    chosen.push(candidate);
  }
  if (chosen.length < OPTIONS - 1) return null;
  if (isAside(fact.place, context)) return null;
  if (flawsOf({ stem, options: [key, ...chosen], key: 0, family }).length > 0) return null;
  return {
    family,
    stem,
    key,
    distractors: chosen,
    subjects: [sameness(fact.term)],
    asks: `${fact.term} ${fact.statement}`,
    place: fact.place,
    group: fact.kind === 'definition' && fact.form === 'is' ? sameness(fact.term) : fact.group,
    standing: standingOf(fact, context),
  };
}

/** A word that the wrong options have too gives nothing away. */
function sharingFirst(clues: readonly string[], candidates: readonly string[]): string[] {
  const wanted = clues.map(root);
  const holds = (candidate: string): number => {
    const own = roots(candidate);
    return wanted.filter((one) => own.has(one)).length;
  };
  return wanted.length === 0
    ? [...candidates]
    : [...candidates].sort((left, right) => holds(right) - holds(left));
}

/** Sections about other products and about the past: true, but not what a certification asks. */
const ASIDE =
  /\b(vs\.?|versus|compar(?:ed|isons?)|alternatives?|history|roadmap|faq|frequently asked)\b/i;

function isAside(place: Place, context: Context): boolean {
  return [context.title(place.document_id), ...place.heading].some((part) => ASIDE.test(part));
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

/** Whether all words of a term, in order, stand in a text; identifiers only as they are written. */
export function mentions(text: string, term: string): boolean {
  if (isCode(term)) return text.includes(term.replace(/\(.*$/, '('));
  return ` ${sameness(text)} `.includes(` ${sameness(term)} `);
}
