/** Reads definitions: "X is a …" sentences, glossary entries, and sections that open with their own name. */
import type { Block } from '../knowledge/ports.ts';
import { type DefinitionFact, isNominal, nounOf, placeOf, type Reading } from './facts.ts';
import { isWhole, type Sentence, sentences } from './sentences.ts';
import { toThePoint } from './statement.ts';
import { isCode, isPlural, oneLine, sameness, singular } from './wording.ts';

const IS =
  /^(?:(?<article>A|An|The)\s+)?(?<term>[\p{L}`_][\p{L}\p{N}`_'/().-]*(?:\s[\p{L}\p{N}`_'/().-]+){0,3}?)(?:\s\([^)]{1,40}\))?\s+(?<verb>is|are)\s+(?<rest>(?:an?|the|one of|any)\s.+)$/u;
/** "A set of targets with one purpose is called a job." */
const CALLED =
  /^(?<rest>An?\s.+?),?\s(?:is|are)\s(?:called|known as|referred to as|termed)\s(?:an?\s)?(?<term>[\p{L}-]+(?:\s[\p{L}-]+){0,2})$/u;
/** A plural noun looks like a verb ("Huguenot numbers peaked"); the word after it tells. */
const DOES =
  /^(?<verb>[a-z]{2,}s)\s+(?!\S+ed\s|are\s|is\s|were\s|was\s|have\s|MUST|SHOULD)(?<rest>.+)$/;
const NOT_A_TERM =
  /^(because|unless|until|whether|since|while|although|though|even|this|that|these|those|it|they|there|here|what|which|who|he|she|we|you|i|below|above|if|when|where|one|each|every|some|all|both|another|note|example|examples|for|in|on|at|of|by|to|with|as|and|or|but|also|however|then|so|its|their|his|her|my|your|our|the|no|not|most|many|such|only|using|other|following|first|second|third|last|next|same|reason|result|goal|idea|problem|difference|purpose)\b|^(notable|common|typical|important|simple|good|key|main|possible|useful|special|certain|real|major|minor|big|large|small|new|old|modern|great|popular|recent)\b|\s(there|this|that|it|these|those|they|which)\b|\b(examples?|exceptions?|reasons?|cases?|things?|ways?|parts?|issues?|problems?)$/i;
const NOT_A_VERB = /^(is|was|has|does|its|this|as|thus|plus|versus|always|perhaps|besides)$/;
/** The definition need not come first: "Not all systems do X. An X adapter is a …" */
const OPENING_SENTENCES = 3;
const GLOSSARY = /glossary|terminology|definitions|terms|vocabulary|nomenclature/i;

/** All definition facts of one document, in reading order. */
export function definitionsOf(reading: Reading): DefinitionFact[] {
  const found: DefinitionFact[] = [];
  let heading: Block | null = null;
  let opening = false;
  for (const block of reading.blocks) {
    if (block.kind === 'heading') {
      heading = block;
      opening = true;
      found.push(...nameOf(reading, block));
    } else if (block.kind === 'paragraph') {
      found.push(...readParagraph(reading, block, opening ? heading : null));
      opening = false;
    } else opening = false;
  }
  return found;
}

/** A section's name, for want of a definition: its siblings' definitions do not fit it. */
function nameOf(reading: Reading, block: Block): DefinitionFact[] {
  const term = oneLine(block.text);
  if (!/^[\p{L}`_@][\p{L}\p{N}`_@()/ -]*$/u.test(term) || !isNominal(term) || NOT_A_TERM.test(term))
    return [];
  const named = { term, headed: true, countable: false, plural: isPlural(term) };
  const sentence = { text: term, start: 0, end: block.end - block.start };
  return [fact(reading, block, sentence, null, { ...named, form: 'named', statement: '' })];
}

function readParagraph(reading: Reading, block: Block, opens: Block | null): DefinitionFact[] {
  const text = reading.document.text.slice(block.start, block.end);
  const facts: DefinitionFact[] = [];
  for (const [order, sentence] of sentences(text).entries()) {
    if (!isWhole(sentence.text)) continue;
    const fact =
      (opens && order < OPENING_SENTENCES
        ? headed(reading, block, sentence, opens, order)
        : null) ??
      called(reading, block, sentence) ??
      inSentence(reading, block, sentence);
    if (fact) facts.push(fact);
  }
  return facts;
}

/** The first sentence of a section that begins with the section's name, or defines it outright. */
function headed(
  reading: Reading,
  block: Block,
  sentence: Sentence,
  opens: Block,
  order: number,
): DefinitionFact | null {
  const heading = oneLine(opens.text);
  if (heading.split(' ').length > 5 || NOT_A_TERM.test(heading) || /[?!:,]|\sand\s/.test(heading))
    return null;
  const line = oneLine(sentence.text).replace(/[.]$/, '');
  const rest = afterName(line, heading);
  if (rest === null) return order === 0 ? glossed(reading, block, sentence, opens, line) : null;
  // "Matchers: A matcher is a …" defines one matcher.
  const term = /^An?\s/.test(line) && isPlural(heading) ? singular(heading) : heading;
  const being = /^(is|are|refers to|means|denotes)\s+((?:an?|the|one of|any)\s.+)$/.exec(rest);
  const doing = DOES.exec(rest);
  const common = { term, headed: true, countable: /^(An?|The)\s/.test(line) };
  if (being?.[2])
    return fact(reading, block, sentence, opens, {
      ...common,
      form: 'is',
      statement: being[2],
      plural: being[1] === 'are',
    });
  if (doing?.groups?.verb && !NOT_A_VERB.test(doing.groups.verb))
    return fact(reading, block, sentence, opens, {
      ...common,
      form: 'does',
      statement: rest,
      plural: isPlural(term),
    });
  return null;
}

/** What follows the section's name at the start of the sentence, or null. */
function afterName(line: string, term: string): string | null {
  const bare = line.replace(/^(?:An?|The)\s+/, '');
  if (isCode(term)) {
    const name = term.replace(/\(.*$/, '');
    if (!bare.startsWith(name)) return null;
    return /^(?:\([^)]*\))?\s+(.+)$/.exec(bare.slice(name.length))?.[1] ?? null;
  }
  for (const name of [term, singular(term)]) {
    if (bare.toLowerCase().startsWith(`${name.toLowerCase()} `))
      return bare
        .slice(name.length)
        .trim()
        .replace(/^\([^)]{1,40}\)\s+/, '');
  }
  return null;
}

/** A glossary entry that starts right away: "A source of metrics that can be scraped." */
function glossed(
  reading: Reading,
  block: Block,
  sentence: Sentence,
  opens: Block,
  line: string,
): DefinitionFact | null {
  const around = [reading.document.title, ...opens.heading.slice(0, -1)].join(' ');
  const noun = /^(An?|The)\s+(.+)$/.exec(line);
  if (!GLOSSARY.test(around) || !noun || / (is|are) called /.test(line)) return null;
  if (/^\S+(?:\s\S+){0,3}\s(is|are|was|were|has|have|sits|takes)\s/.test(noun[2] ?? ''))
    return null;
  const statement = `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`;
  const term = oneLine(opens.text);
  return fact(reading, block, sentence, opens, {
    term,
    headed: true,
    plural: isPlural(term),
    countable: !isPlural(term),
    form: 'is',
    statement,
  });
}

function called(reading: Reading, block: Block, sentence: Sentence): DefinitionFact | null {
  const match = CALLED.exec(oneLine(sentence.text).replace(/[.]$/, ''))?.groups;
  if (!match?.term || !match.rest || NOT_A_TERM.test(match.term)) return null;
  const statement = match.rest.slice(0, 1).toLowerCase() + match.rest.slice(1);
  return fact(reading, block, sentence, null, {
    term: match.term,
    headed: false,
    plural: isPlural(match.term),
    countable: !isPlural(match.term),
    form: 'is',
    statement,
  });
}

/** "A TERM is a …" anywhere; whether the term is established is judged over all documents. */
function inSentence(reading: Reading, block: Block, sentence: Sentence): DefinitionFact | null {
  const match = IS.exec(oneLine(sentence.text).replace(/[.]$/, ''))?.groups;
  if (!match?.term || !match.rest || NOT_A_TERM.test(match.term)) return null;
  // "The X is the Y" describes one thing in one place; it does not define a term.
  if (match.article === 'The' || !/^(an?|one of|the)\s/.test(match.rest)) return null;
  if (!match.article && !/^[\p{Lu}`]/u.test(match.term)) return null;
  const plural = match.verb === 'are';
  const term = match.article ? match.term : match.term.replace(/`/g, '');
  return fact(reading, block, sentence, null, {
    term,
    headed: false,
    plural,
    countable: match.article !== undefined,
    form: 'is',
    statement: match.rest,
  });
}

type Found = Pick<
  DefinitionFact,
  'term' | 'headed' | 'plural' | 'countable' | 'form' | 'statement'
>;

function fact(
  reading: Reading,
  block: Block,
  sentence: Sentence,
  opens: Block | null,
  found: Found,
): DefinitionFact {
  const parents = block.heading.slice(0, -1);
  const start = block.start + sentence.start;
  const end = block.start + sentence.end;
  const holdsTerm = reading.document.text.slice(start, end).includes(found.term);
  const parent = parents.at(-1) ?? reading.document.title;
  return {
    kind: 'definition',
    ...found,
    statement: toThePoint(found.statement, isCode(found.term)),
    group: `${reading.document.id}#${found.headed ? parents.join('/') : sameness(block.heading.join('/'))}`,
    noun: found.headed ? nounOf(parent, singular) : null,
    // A term that only the heading names belongs into the quote, or the quote would not carry the key.
    place: placeOf(reading.document, block, opens && !holdsTerm ? opens.start : start, end),
  };
}
