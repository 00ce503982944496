/**
 * What can be asked about: statements whose structure alone says what is being said of what.
 * A fact keeps the span it was read from, so every question made of it can be checked.
 */
import type { Block, KnowledgeDocument } from '../knowledge/ports.ts';

/** One document with its blocks, as the extraction stored it. */
export interface Reading {
  document: KnowledgeDocument;
  blocks: Block[];
}

/** Where a fact stands: offsets into the document's stored text. */
export interface Place {
  document_id: string;
  start: number;
  end: number;
  page: number | null;
  heading: string[];
}

/** "TERM is a …" or "TERM does …", in a sentence or under a heading of that name. */
export interface DefinitionFact {
  kind: 'definition';
  term: string;
  /**
   * `is`: what follows "is"; `does`: verb and all that follows; no final full stop. `named`: a
   * section of that name without a definition, which can only be a wrong answer.
   */
  form: 'is' | 'does' | 'named';
  plural: boolean;
  /** The text puts "a" or "an" before the term. */
  countable: boolean;
  statement: string;
  /** The section is headed by the term. */
  headed: boolean;
  /** Facts under one parent heading share it: the nearest siblings. */
  group: string;
  /** What the siblings are, in the singular ("function"), where a heading says so. */
  noun: string | null;
  place: Place;
}

/** One of at least four entries that stand side by side: a list item or a table row. */
export interface EntryFact {
  kind: 'sibling' | 'table';
  term: string;
  statement: string;
  /** What a term is called, in the singular ("metric type"), or null. */
  noun: string | null;
  /** For table rows: heading of the column the statement stands in. */
  column: string | null;
  group: string;
  place: Place;
}

/** A number with a unit at the end of an assertion. */
export interface NumberFact {
  kind: 'numeric';
  /** The question that the number answers, without its context. */
  question: string;
  value: string;
  /** Numbers that stand in the same section and so must not be offered as wrong. */
  nearby: string[];
  place: Place;
}

export type Fact = DefinitionFact | EntryFact | NumberFact;

/** The place of a span of a block. */
export function placeOf(
  document: KnowledgeDocument,
  block: Block,
  start: number,
  end: number,
): Place {
  return { document_id: document.id, start, end, page: block.page, heading: block.heading };
}

/** What a parent heading calls its children: "Metric types" → "metric type"; null if it does not. */
export function nounOf(heading: string | undefined, singularOf: (text: string) => string) {
  const clean = (heading ?? '').trim();
  if (!/^[A-Za-z][A-Za-z -]{3,30}$/.test(clean)) return null;
  const parts = clean.split(' ');
  const last = parts.at(-1) ?? '';
  if (parts.length > 3 || !/[^sui]s$/.test(last) || parts.some((part) => VERBAL.test(part)))
    return null;
  // A capitalised word inside the heading is a name and keeps its capital.
  const lower = parts
    .map((part) => (/^[A-Z][a-z]+$/.test(part) ? part.toLowerCase() : part))
    .join(' ');
  return singularOf(lower);
}

/** Whether a heading's words name a thing rather than an action or a part of the document. */
export function isNominal(heading: string): boolean {
  const parts = heading.split(' ');
  return (
    parts.length <= 4 &&
    !(parts.length > 1 && /ing$/i.test(parts[0] ?? '')) &&
    !parts.some((part) => SECTION.test(part))
  );
}

const SECTION =
  /^(and|or|of|the|an?|with|for|in|to|vs|your|my|our|basics|basis|steps?|notes?|examples?|how|what|why|when|guidelines|explanations?|definitions?|terms|details|contents|others?|links|references|considerations|concepts|limitations|options|overview|introduction|summary|background|usage|faq|changes?|changelog|license|install(ation)?|authors?|history|resources|documentation|contributing|conclusion|table|syntax|architecture|design|implementation|performance|security|compatibility|misc|more|see|setup|setting|questions?|features?|goals?|motivation|description|parameters?|requirements|recommendations|general|best|practices?)$/i;

const VERBAL =
  /ing$|^(and|or|of|the|a|an|with|for|in|to|vs|basics|basis|steps|notes|examples?|how|what|why|when|guidelines|explanations?|definitions?|terms|names|values|details|contents|others?|links|references|considerations|concepts|limitations|options)$/i;
