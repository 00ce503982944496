/** Turns facts into questions with options, and drops every question that breaks a rule. */
import { ofDefinition } from './definition-drafts.ts';
import {
  type Context,
  choose,
  type Draft,
  mentions,
  OPTIONS,
  TOO_ALIKE,
  topicOf,
} from './draft.ts';
import type { Draw } from './draw.ts';
import type { EntryFact, Fact, NumberFact } from './facts.ts';
import { flawsOf } from './flaws.ts';
import { numericOptions } from './numeric-options.ts';
import { capitalised, overlap, sameness } from './wording.ts';

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

function ofEntry(fact: EntryFact, group: EntryFact[], context: Context, draw: Draw): Draft | null {
  const others = draw
    .shuffled(group)
    .filter((other) => other !== fact && overlap(other.statement, fact.statement) < TOO_ALIKE);
  const body = askedOf(fact);
  const about = topicOf(fact.place, context);
  const stem = about ? `In the context of ${about}, ${body}` : capitalised(body);
  const options = others
    .filter((other) => !mentions(fact.statement, other.term))
    .map((other) => other.term);
  return choose(fact.kind, stem, fact.term, options, fact, context);
}

/** Columns whose cells say what the entry is; any other column is named in the question. */
const DESCRIBES =
  /^(descriptions?|meanings?|definitions?|purposes?|explanations?|summary|role|what it (is|does|means))$/i;

/** The question about one entry, without its context: a cell means what its column says it means. */
function askedOf({ noun, column, statement }: EntryFact): string {
  const which = `which ${noun ?? 'of these'}`;
  if (column === null || DESCRIBES.test(column)) return `${which} is described as “${statement}”?`;
  return statement.split(' ').length >= 3
    ? `for ${which} is “${statement}” given under “${column}”?`
    : `${which} has the ${column.toLowerCase()} “${statement}”?`;
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
