/** Gathers the facts of all documents and keeps those worth asking about. */
import { definitionsOf } from './definitions.ts';
import { entriesOf } from './entries.ts';
import type { DefinitionFact, EntryFact, Fact, Reading } from './facts.ts';
import { numbersOf } from './numbers.ts';
import { timesIn } from './topic.ts';
import { oneLine, roots, sameness, wordCount } from './wording.ts';

const FEWEST_MENTIONS = 3;
const VAGUE =
  /^(an? |the )?(an? )?(bit|little|few|lot|number|list|set of (the|all)|good|great|bad|must|hard|fuzzy|deliberate|common|important|useful|powerful|straightforward|convenient|popular|flexible|very|great|quick|non-\S+ and|extremely|highly|really|quite|truly|simple|better|best|nice|easy|example|way|thing|reason|result|should|first|second|last|only|same|most|more|key|main|major|new|current)\b/i;
const UNFIT =
  /\b(this|these|those|such(?! as)|above|below|previous|following|here|we|our|us|you should|e\.g|i\.e|for example|currently|experimental|deprecated|will be)\b|^also\b|[,–-]\s(it|they|you|all)\s|,\s(but|however|whereas|yet|though|although|while|so)\b/i;
/** "Section 4, Section 11": where to read, not what it is. */
const REFERENCE =
  /^(see\b|(sections?|chapters?|figures?|tables?|appendix|steps?|pages?)\s[\dA-Z]\b)/i;
/** "Somebody at a conference 2015": a programme, not a subject. */
const DATED = /\b(?:19|20)\d{2}$/;
/** "All that are not fast": true of anything that has an opposite. */
const OPPOSITE = /^(?:all|any|every|everything|anything)\b.*\bnot\b/i;
const SUPERLATIVE = /^the \S+est (?:way|method|means|place|option)\b/i;
/** People and readers are nobody's definition. */
const PERSON = /\b(you|your|yours|he|she|him|his|hers?|i|my|who)\b/i;
/** "count, sum, bucket": several values glued together. */
const ENUMERATION = /^[^\s,]+(?:, ?[^\s,]+){2,}$/;
const NORMATIVE = /\b(MUST|SHOULD|MAY|SHALL)\b/;

/** Facts of one document. Pure and bounded, so that callers can pause between documents. */
export function factsOf(reading: Reading): Fact[] {
  return [...definitionsOf(reading), ...entriesOf(reading), ...numbersOf(reading)];
}

/** Drops vague, borrowed and repeated facts; the same thing said in two files stays once. */
export function worthAsking(facts: Fact[], texts: readonly string[]): Fact[] {
  const corpus = texts.join('\n').toLowerCase();
  const seen = new Set<string>();
  const kept: Fact[] = [];
  // Headed definitions come first, so that they win over passing remarks on the same term.
  const ordered = [...facts].sort((left, right) => standing(left) - standing(right));
  for (const fact of ordered) {
    const marks = marksOf(fact);
    if (!isSound(fact, corpus) || marks.some((mark) => seen.has(mark))) continue;
    for (const mark of marks) seen.add(mark);
    kept.push(fact);
  }
  return kept;
}

function standing(fact: Fact): number {
  if (fact.kind === 'definition' && fact.form === 'named') return 4;
  if (fact.kind === 'definition') return fact.headed ? 0 : 1;
  return fact.kind === 'numeric' ? 2 : 3;
}

/** Two facts that share a mark are one fact. */
function marksOf(fact: Fact): string[] {
  if (fact.kind === 'numeric') return [`n:${sameness(fact.question)}`];
  if (fact.kind === 'definition' && fact.form === 'named') return [`t:${sameness(fact.term)}`];
  if (fact.kind === 'definition')
    return [`t:${sameness(fact.term)}`, `s:${sameness(fact.statement)}`];
  return [`e:${sameness(`${fact.term} ${fact.statement}`)}`];
}

function isSound(fact: Fact, corpus: string): boolean {
  if (fact.kind === 'numeric') return wordCount(fact.question) <= 40;
  if (fact.kind === 'definition') return isSoundDefinition(fact, corpus);
  return isSoundEntry(fact);
}

function isSoundDefinition(fact: DefinitionFact, corpus: string): boolean {
  if (fact.form === 'named') return true;
  const statement = oneLine(fact.statement);
  const length = wordCount(statement);
  if (length < 4 || length > 34 || roots(statement).size < 4) return false;
  if (
    VAGUE.test(statement) ||
    UNFIT.test(statement) ||
    NORMATIVE.test(statement) ||
    PERSON.test(statement) ||
    SUPERLATIVE.test(statement) ||
    /[:;?“”"]|https?:/.test(statement)
  )
    return false;
  if (
    fact.form === 'does' &&
    /^(is|has|does|looks|seems|depends|makes|needs|gets)\b/.test(statement)
  )
    return false;
  return fact.headed || timesIn(corpus, fact.term, FEWEST_MENTIONS) >= FEWEST_MENTIONS;
}

function isSoundEntry(fact: EntryFact): boolean {
  const length = wordCount(fact.statement);
  if (length > 30 || UNFIT.test(fact.statement) || ENUMERATION.test(fact.statement)) return false;
  if (REFERENCE.test(fact.statement) || DATED.test(fact.statement)) return false;
  if (OPPOSITE.test(fact.statement)) return false;
  // Text that opens with a bracket is an aside or a value, not a description.
  if (/^[({[<]/.test(fact.statement) || /[“”]/.test(fact.statement)) return false;
  if (fact.kind === 'sibling') return length >= 4 && roots(fact.statement).size >= 2;
  return roots(fact.statement).size >= 1;
}
