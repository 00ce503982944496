/** Turns facts into questions with options, and drops every question that breaks a rule. */
import { ofDefinition } from './definition-drafts.ts';
import { type Context, choose, type Draft, mentions, OPTIONS } from './draft.ts';
import type { Draw } from './draw.ts';
import type { EntryFact, Fact, NumberFact } from './facts.ts';
import { flawsOf } from './flaws.ts';
import { mayAlsoFit } from './likeness.ts';
import { numericOptions } from './numeric-options.ts';
import { placed } from './placed.ts';
import { capitalised, sameness } from './wording.ts';

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

/** The name for its description, or the description for its name, whichever the seed tries first. */
function ofEntry(fact: EntryFact, group: EntryFact[], context: Context, draw: Draw): Draft | null {
  const rest = group.filter((other) => other !== fact);
  // Two entries told in the same words: whichever is asked about, both would be right.
  if (rest.some((other) => sameness(other.statement) === sameness(fact.statement))) return null;
  const others = draw
    .shuffled(rest)
    .filter((other) => !mayAlsoFit(other.statement, fact.statement, true));
  for (const way of draw.shuffled([askName, askDescription])) {
    const draft = way(fact, others, context);
    if (draft) return draft;
  }
  return null;
}

function askName(fact: EntryFact, others: EntryFact[], context: Context): Draft | null {
  const options = others
    .filter((other) => !mentions(fact.statement, other.term))
    .map((other) => other.term);
  return choose(
    fact.kind,
    placed(askedOf(fact), fact.place, context),
    fact.term,
    options,
    fact,
    context,
  );
}

function askDescription(fact: EntryFact, others: EntryFact[], context: Context): Draft | null {
  const { column, term, noun, statement } = fact;
  if ((column !== null && !DESCRIBES.test(column)) || mentions(statement, term)) return null;
  const body = `which of these describes ${noun ? `the ${noun} ` : ''}“${term}”?`;
  const options = others
    .filter((other) => !mentions(other.statement, term))
    .map((other) => capitalised(other.statement));
  const stem = placed(body, fact.place, context);
  return choose(fact.kind, stem, capitalised(statement), options, fact, context);
}

/** Columns whose cells say what the entry is; any other column is named in the question. */
const DESCRIBES =
  /^(descriptions?|meanings?|definitions?|purposes?|explanations?|summary|role|what it (is|does|means))$/i;

/** The question about one entry, without its context: a cell means what its column says it means. */
function askedOf({ noun, column, statement }: EntryFact): string {
  const which = `which ${noun ?? 'of these'}`;
  if (column === null || DESCRIBES.test(column)) return `${which} is described as “${statement}”?`;
  return statement.split(' ').length >= 3 || !isNoun(column)
    ? `for ${which} is “${statement}” given under “${column}”?`
    : `${which} has the ${column.toLowerCase()} “${statement}”?`;
}

/** "Records contains" is a heading that no question can take as the name of a thing. */
function isNoun(column: string): boolean {
  return !/\b(contains?|is|are|was|has|have|returns?|means?|does|applies|when|if|how|what|why|to|for|of|by|in|since)\b/i.test(
    column,
  );
}

function ofNumber(fact: NumberFact, context: Context): Draft | null {
  const distractors = numericOptions(fact.value, fact.nearby);
  const stem = placed(fact.question, fact.place, context);
  if (distractors.length < OPTIONS - 1) return null;
  const draft: Draft = {
    family: 'numeric',
    stem,
    key: fact.value,
    distractors,
    subjects: [sameness(fact.question)],
    asks: fact.question,
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
