/** What a deck is made of, before any drawing: plain data a plan yields and a renderer draws. */
import type { Evidence, Item, LearnerResult, Mastery, QuestionSet, Source } from '../content.ts';

/** One domain as the chart and its table show it. */
export interface Standing {
  domain: string;
  items: number;
  correct: number;
  interval: [number, number];
  verdict: Mastery;
}

/** A sized text with the words that say where it comes from. */
export interface Cited {
  text: string;
  citation: string;
  sizePt: number;
}

interface Base {
  /** Unique in the deck and short enough for the title box. */
  title: string;
  notes: string;
}
export interface TitleSlide extends Base {
  kind: 'title';
  certification: string;
  /** The areas this deck works on, in one line. */
  areas: string;
}
export interface ChartSlide extends Base {
  kind: 'chart';
  standings: Standing[];
  passMark: number;
  /** Size of the names beside the bars, points. */
  axisPt: number;
  caption: string;
  /** The chart in words. */
  alt: string;
}
export interface TableSlide extends Base {
  kind: 'table' | 'sources';
  header: string[];
  rows: string[][];
  /** Width of each column in inches. */
  columns: number[];
  sizePt: number;
  alt: string;
  /** Under the table: how to read it, and what it leaves out; null when there is nothing to say. */
  caption: string | null;
}
export interface StatementsSlide extends Base {
  kind: 'statements';
  statements: Cited[];
}
export interface RevisitSlide extends Base {
  kind: 'revisit';
  stem: { text: string; sizePt: number };
  yours: { text: string; sizePt: number } | null;
  answer: { text: string; sizePt: number };
  quote: Cited;
}
export interface PracticeSlide extends Base {
  kind: 'practice';
  stem: { text: string; sizePt: number };
  options: string[];
  optionSizePt: number;
  citation: string;
}
export type Slide =
  | TitleSlide
  | ChartSlide
  | TableSlide
  | StatementsSlide
  | RevisitSlide
  | PracticeSlide;

/** One slide that may be taken, with what it rests on. */
export interface Candidate {
  /** Lower is taken earlier. */
  rank: number;
  slide: Slide;
  sources: Source[];
  /** The item this slide asks, when it is a practice slide. */
  practice: Item | null;
}

/** A whole deck, ready to draw. */
export interface DeckPlan {
  title: string;
  slides: Slide[];
  /** Gap areas that have at least one slide. */
  gapAreas: string[];
  /** Gap areas for which the documents yielded no key statement. */
  withoutStatements: string[];
  /** What the slide limit or a missing source kept out, in plain words. */
  leftOut: string[];
}

/** What a plan knows of one domain's material: statements found in the documents. */
export type EvidenceByDomain = ReadonlyMap<string, readonly Evidence[]>;

/** What a deck is made from. */
export interface DeckMaterial {
  result: LearnerResult;
  passMark: number;
  questions: QuestionSet;
  evidence: EvidenceByDomain;
  /** What the learner chose, by item id; an item that is not in it was never put to them. */
  answers: ReadonlyMap<string, number | null>;
  maxSlides: number;
}

/** Where a statement stands, short: document, section, page. */
export function citationOf(source: Source): string {
  const parts = [source.document_title];
  const heading = source.heading.at(-1);
  if (heading !== undefined && heading !== source.document_title) parts.push(heading);
  if (source.page !== null) parts.push(`page ${source.page}`);
  return parts.join(', ');
}
