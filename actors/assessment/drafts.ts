/** Turns facts into questions with options, and drops every question that breaks a rule. */
import type { Draw } from './draw.ts';
import type { DefinitionFact, EntryFact, Fact, NumberFact, Place } from './facts.ts';
import { flawsOf, spread } from './flaws.ts';
import { numericOptions } from './numeric-options.ts';
import { article, capitalised, isCode, overlap, sameness, wordCount } from './wording.ts';

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

const OPTIONS = 4;
const TOO_ALIKE = 0.45;
const GENERIC =
  /^(other|others|misc|miscellaneous|more|syntax|examples?|see also|features|overview|introduction|glossary|faq|readme|index|general|details|notes?|definitions|terminology|summary|background|description|usage|options|parameters|reference|basics|contents|configuration)$/i;

/**
 * At most one draft for each fact; none where three good wrong options cannot be found. Lazy, so
 * that whoever consumes it can pause between facts.
 */
export function* draftsOf(facts: Fact[], context: Context, draw: Draw): Generator<Draft | null> {
  const definitions = facts.filter((fact) => fact.kind === 'definition');
  const groups = Map.groupBy(
    facts.filter((fact): fact is EntryFact => fact.kind === 'sibling' || fact.kind === 'table'),
    (fact) => fact.group,
  );
  for (const fact of definitions) yield ofDefinition(fact, definitions, context, draw);
  for (const group of groups.values())
    for (const fact of group) yield ofEntry(fact, group, context, draw);
  for (const fact of facts) if (fact.kind === 'numeric') yield ofNumber(fact, context);
}

/** Either direction, whichever the seed tries first and the rules allow. */
function ofDefinition(
  fact: DefinitionFact,
  all: DefinitionFact[],
  context: Context,
  draw: Draw,
): Draft | null {
  // The topic of all documents is no question: everyone who opens the test knows it.
  if (fact.term === context.topic) return null;
  const peers = nearestFirst(fact, all, draw).filter((other) =>
    mayStandBeside(fact, other, context),
  );
  const ways = draw.shuffled([askTerm, askMeaning]);
  for (const way of ways) {
    const draft = way(fact, peers, context);
    if (draft) return draft;
  }
  return null;
}

function askTerm(fact: DefinitionFact, peers: DefinitionFact[], context: Context): Draft | null {
  const key = shown(fact);
  const noun = peers.length > 0 && sharedNoun(fact, peers) ? fact.noun : null;
  const body =
    fact.form === 'does'
      ? `which ${noun ?? 'of these'} ${fact.statement}?`
      : fact.plural || context.isName(fact.term)
        ? `which of these ${fact.plural ? 'are' : 'is'} ${fact.statement}?`
        : `which ${noun ?? 'term'} is defined as “${fact.statement}”?`;
  const stem = context.isName(fact.term)
    ? capitalised(body)
    : inContext(body, context, `${key} ${fact.statement}`);
  const fitting = peers.filter((peer) => !mentions(fact.statement, peer.term));
  return choose('term', stem, key, fitting.map(shown), fact, context);
}

function askMeaning(fact: DefinitionFact, peers: DefinitionFact[], context: Context): Draft | null {
  const name = context.isName(fact.term) || isCode(fact.term) ? fact.term : lowered(fact.term);
  const subject = takesArticle(fact, name, context) ? `${article(name)} ${name}` : name;
  const body =
    fact.form === 'does'
      ? `what ${fact.plural ? 'do' : 'does'} ${subject} do?`
      : `what ${fact.plural ? 'are' : 'is'} ${subject}?`;
  const stem = context.isName(fact.term)
    ? capitalised(body)
    : inContext(body, context, `${fact.term} ${fact.statement}`);
  const fitting = peers.filter(
    (peer) => !mentions(peer.statement, fact.term) && !mentions(peer.statement, peer.term),
  );
  const options = fitting.map((peer) => capitalised(peer.statement));
  return choose('definition', stem, capitalised(fact.statement), options, fact, context);
}

/** The documents themselves say "a receiver", there or elsewhere. */
function takesArticle(fact: DefinitionFact, name: string, context: Context): boolean {
  if (fact.plural || isLiteral(fact) || context.isName(fact.term)) return false;
  return fact.countable || context.uses(` ${article(name)} ${name} `) > 1;
}

function ofEntry(fact: EntryFact, group: EntryFact[], context: Context, draw: Draw): Draft | null {
  const others = draw
    .shuffled(group)
    .filter((other) => other !== fact && overlap(other.statement, fact.statement) < TOO_ALIKE);
  const noun = fact.noun ?? 'of these';
  const long = fact.statement.split(' ').length >= 3;
  const body =
    long || !fact.column
      ? `which ${noun} is described as “${fact.statement}”?`
      : `which ${noun} has the ${fact.column.toLowerCase()} “${fact.statement}”?`;
  const about = topicOf(fact.place, context);
  const stem = about ? `In the context of ${about}, ${body}` : capitalised(body);
  const options = others
    .filter((other) => !mentions(fact.statement, other.term))
    .map((other) => other.term);
  return choose(fact.kind, stem, fact.term, options, fact, context);
}

function ofNumber(fact: NumberFact, context: Context): Draft | null {
  const distractors = numericOptions(fact.value, fact.nearby);
  const about =
    context.topic && fact.question.includes(context.topic) ? null : topicOf(fact.place, context);
  const stem = about ? `In the context of ${about}, ${fact.question}` : capitalised(fact.question);
  if (distractors.length < OPTIONS - 1) return null;
  const draft: Draft = {
    family: 'numeric',
    stem,
    key: fact.value,
    distractors,
    subjects: [sameness(fact.question)],
    place: fact.place,
    group: `${fact.place.document_id}#numbers`,
    standing: 0.15,
  };
  const flaws = flawsOf({
    stem,
    options: [fact.value, ...distractors.slice(0, 3)],
    key: 0,
    family: 'numeric',
  });
  return flaws.filter((flaw) => flaw !== 'length_spread').length === 0 ? draft : null;
}

/** Takes the first three wrong options that keep the item free of flaws. */
function choose(
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

/** Siblings under one heading first, then the same document, then the rest; the seed orders equals. */
function nearestFirst(fact: DefinitionFact, all: DefinitionFact[], draw: Draw): DefinitionFact[] {
  const rank = (other: DefinitionFact): number => {
    if (other.group === fact.group) return 0;
    const near = other.place.document_id === fact.place.document_id ? 1 : 2;
    // Statements that share words with the right one make tempting wrong ones.
    return near - 2 * overlap(other.statement, fact.statement) + draw.next() * 0.2;
  };
  return draw
    .shuffled(all)
    .map((other) => ({ other, rank: rank(other) }))
    .sort((left, right) => left.rank - right.rank)
    .map((entry) => entry.other);
}

function mayStandBeside(fact: DefinitionFact, other: DefinitionFact, context: Context): boolean {
  return (
    other !== fact &&
    // What things do is comparable only among the siblings of one section.
    (fact.form === 'is' || other.group === fact.group) &&
    other.form === fact.form &&
    other.plural === fact.plural &&
    isCode(other.term) === isCode(fact.term) &&
    isLiteral(other) === isLiteral(fact) &&
    context.isName(other.term) === context.isName(fact.term) &&
    !mentions(other.term, fact.term) &&
    !mentions(fact.term, other.term) &&
    overlap(other.statement, fact.statement) < TOO_ALIKE
  );
}

function sharedNoun(fact: DefinitionFact, peers: DefinitionFact[]): boolean {
  return peers.filter((peer) => peer.noun === fact.noun).length >= OPTIONS - 1;
}

/** Whether all words of a term, in order, stand in a text. */
function mentions(text: string, term: string): boolean {
  return ` ${sameness(text)} `.includes(` ${sameness(term)} `);
}

function shown(fact: DefinitionFact): string {
  const term = fact.term.replace(/`/g, '');
  return isLiteral(fact) ? term : capitalised(term);
}

/** Headings begin with a capital; one that does not is written exactly as the thing is typed. */
function isLiteral(fact: DefinitionFact): boolean {
  return isCode(fact.term) || (fact.headed && /^\p{Ll}/u.test(fact.term));
}

function lowered(term: string): string {
  return term
    .split(' ')
    .map((word) => (/^[A-Z][a-z-]+$/.test(word) ? word.toLowerCase() : word))
    .join(' ');
}

function inContext(body: string, context: Context, avoid: string): string {
  const topic = context.topic;
  return topic && !avoid.toLowerCase().includes(topic.toLowerCase())
    ? `In ${topic}, ${body}`
    : capitalised(body);
}

/** The nearest heading that says something, with the document's title before a vague one. */
function topicOf(place: Place, context: Context): string | null {
  const title = context.title(place.document_id);
  const telling = [title, ...place.heading].filter((one) => one !== '' && !GENERIC.test(one));
  const near = telling.at(-1);
  if (!near) return null;
  const far = telling[0] ?? near;
  const name = overlap(near, far) > 0 || wordCount(far) > 6 ? near : `${far}: ${near}`;
  return `“${name.replace(/[“”]/g, '"')}”`;
}
