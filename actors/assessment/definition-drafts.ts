/** Questions on definitions: the term for its meaning, or the meaning for its term. */
import { type Context, choose, type Draft, mentions, OPTIONS } from './draft.ts';
import type { Draw } from './draw.ts';
import type { DefinitionFact } from './facts.ts';
import { isOfOneKind, mayAlsoFit } from './likeness.ts';
import { inContext } from './placed.ts';
import { article, capitalised, isCode, overlap } from './wording.ts';

/** Either direction, whichever the seed tries first and the rules allow. */
export function ofDefinition(
  fact: DefinitionFact,
  all: DefinitionFact[],
  context: Context,
  draw: Draw,
): Draft | null {
  // The topic of all documents is no question: everyone who opens the test knows it.
  if (fact.term === context.topic || fact.form === 'named') return null;
  const fitting = all.filter((other) => mayStandBeside(fact, other, context));
  const peers = nearestFirst(fact, fitting, draw);
  const ways = draw.shuffled([askTerm, askMeaning]);
  for (const way of ways) {
    const draft = way(fact, peers, context);
    if (draft) return draft;
  }
  return null;
}

function askTerm(fact: DefinitionFact, peers: DefinitionFact[], context: Context): Draft | null {
  const key = shown(fact);
  const noun = sharedNoun(fact, peers) ? fact.noun : null;
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
    (peer) =>
      peer.form === fact.form &&
      !mentions(peer.statement, fact.term) &&
      !mentions(peer.statement, peer.term),
  );
  const options = fitting.map((peer) => capitalised(peer.statement));
  return choose('definition', stem, capitalised(fact.statement), options, fact, context);
}

/** What follows a noun that stands alone; "a remote write adapter" does not make "a remote write". */
const AFTER_NOUN = [
  ' is ',
  ', ',
  '. ',
  ' that ',
  ' which ',
  ' to ',
  ' for ',
  ' can ',
  ' and ',
  ' or ',
];

/** The documents themselves say "a receiver", there or elsewhere. */
function takesArticle(fact: DefinitionFact, name: string, context: Context): boolean {
  if (fact.plural || isLiteral(fact) || context.isName(fact.term)) return false;
  return (
    fact.countable ||
    AFTER_NOUN.some((next) => context.uses(` ${article(name)} ${name}${next}`) > 0)
  );
}

/** Siblings under one heading first, then the same document, then the rest; the seed orders equals. */
function nearestFirst(fact: DefinitionFact, all: DefinitionFact[], draw: Draw): DefinitionFact[] {
  const rank = (other: DefinitionFact): number => {
    if (other.group === fact.group) return 0;
    const near = other.place.document_id === fact.place.document_id ? 1 : 2;
    // Statements that share words with the right one make tempting wrong ones.
    return near - 2 * overlap(other.statement, fact.statement) + draw.next() * 0.1;
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
    // What things do is comparable only among the siblings of one section, and so are bare names.
    (other.group === fact.group || (fact.form === 'is' && other.form === 'is')) &&
    other.plural === fact.plural &&
    isCode(other.term) === isCode(fact.term) &&
    isLiteral(other) === isLiteral(fact) &&
    context.isName(other.term) === context.isName(fact.term) &&
    !mentions(other.term, fact.term) &&
    !mentions(fact.term, other.term) &&
    !mayAlsoFit(other.statement, fact.statement, fact.form === 'does') &&
    (other.group === fact.group || !isOfOneKind(other.statement, fact.statement)) &&
    isRelated(fact, other, context)
  );
}

/**
 * Documents on one topic lend each other wrong answers. In a mixed collection an answer from
 * another field would give itself away, so it must share a word with the right one.
 */
function isRelated(fact: DefinitionFact, other: DefinitionFact, context: Context): boolean {
  if (context.topic !== null || other.place.document_id === fact.place.document_id) return true;
  return overlap(`${other.term} ${other.statement}`, `${fact.term} ${fact.statement}`) > 0;
}

function sharedNoun(fact: DefinitionFact, peers: DefinitionFact[]): boolean {
  return peers.filter((peer) => peer.noun === fact.noun).length >= OPTIONS - 1;
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
