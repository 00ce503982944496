/** What the item bank's API answers, and its words for people. */
import type { Tone } from '../words/tones.ts';

export type ItemState = 'draft' | 'reviewed' | 'active' | 'retired';

export interface ItemRow {
  id: string;
  certification: string;
  domain: string;
  objective: string | null;
  difficulty: string | null;
  type: string;
  stem: string;
  state: ItemState;
  version: number;
  authors: string[];
  verified: boolean;
  responses: number;
  correct: number;
  created_at: string;
  updated_at: string;
}

export interface Statistics {
  n: number;
  cohorts: number;
  too_few: boolean;
  right: number;
  omitted: number;
  facility: number | null;
  facility_interval: [number, number] | null;
  discrimination: number | null;
  discrimination_interval: [number, number] | null;
  upper_minus_lower: number | null;
  option_counts: number[];
  upper: { n: number; option_counts: number[] };
  lower: { n: number; option_counts: number[] };
  says: string[];
}

export interface Content {
  domain: string;
  objective: string | null;
  difficulty: string | null;
  type: string;
  stem: string;
  options: string[];
  key: number;
  rationale: string;
  source: {
    document_id: string;
    document_title: string;
    chunk_id: string;
    /** Offsets into the document's text. */
    start: number;
    end: number;
    quote: string;
    sha256: string;
    page: number | null;
    heading: string[];
  } | null;
}

export interface Version {
  version: number;
  hash: string;
  content: Content;
  verified: boolean;
  flaws: string[];
  author: string;
  at: string;
  reason: string;
  statistics: Statistics;
}

export interface HistoryLine {
  at: string;
  actor: string;
  action: 'created' | 'imported' | 'edited' | 'moved' | 'used';
  version: number;
  from_state: ItemState | null;
  to_state: ItemState | null;
  workflow: string | null;
  comment: string;
}

export interface Offer {
  to: ItemState;
  name: string;
  needs_comment: boolean;
  why_not: string | null;
}

export interface Use {
  workflow: string;
  certification_name: string;
  version: number;
  at: string;
  figures: { n: number; right: number } | null;
}

export interface Item extends ItemRow {
  content: Content;
  flaws: string[];
  statistics: Statistics;
  versions: Version[];
  history: HistoryLine[];
  uses: Use[];
  offers: Offer[];
  edit_refused: string | null;
}

export interface MatrixLine {
  domain: string;
  needed: number | null;
  by_state: Partial<Record<ItemState, number>>;
  by_difficulty: Record<string, number>;
  usable: number;
}

export const STATES: readonly ItemState[] = ['draft', 'reviewed', 'active', 'retired'];

export const STATE_WORDS: Record<ItemState, { word: string; tone: Tone; means: string }> = {
  draft: {
    word: 'Draft',
    tone: 'waiting',
    means: 'somebody other than its author has to review it',
  },
  reviewed: { word: 'Reviewed', tone: 'active', means: 'ready to be asked' },
  active: { word: 'In use', tone: 'done', means: 'asked, or being asked, in an assessment' },
  retired: { word: 'Retired', tone: 'idle', means: 'kept with its history, no longer asked' },
};

export const DIFFICULTIES = ['beginner', 'intermediate', 'advanced'] as const;

const FLAW_WORDS: Record<string, string> = {
  edited: 'edited after it was made',
  source_unverified: 'its source was never verified',
  abbreviation_in_stem: 'question and answer give each other away by an abbreviation',
  stem_is_no_question: 'it does not end as a question',
  fewer_than_three_options: 'it has fewer than three options',
  options_repeat: 'two options say the same',
  anaphora: 'it points at text the learner does not see',
  opens_with_pronoun: 'an option begins with a pronoun',
  hedge: 'it hedges (may, often, usually)',
  markup: 'it holds remains of markup',
  negative_stem: 'it asks for what is not the case',
  all_or_none_of_the_above: 'it offers all or none of the above',
  length_spread: 'its options differ much in length',
  mixed_options: 'its options are of different kinds',
  clue_in_stem: 'the question gives the answer away',
  stem_too_long: 'the question is very long',
  unbalanced: 'a bracket or quotation mark has no partner',
};

/** A broken rule in words; a code nobody knows stays as it is. */
export function flawWords(code: string): string {
  return FLAW_WORDS[code] ?? code.replaceAll('_', ' ');
}

export const LETTERS = 'ABCDEFGHIJKL';

/** "18 of 24 right", or what there is to say instead. */
export function answersInWords({ responses, correct }: ItemRow): string {
  if (responses === 0) return 'no answers yet';
  return `${correct} of ${responses} right${responses < 10 ? ' (too few to judge)' : ''}`;
}

/** A line of an item's history in words. */
export function historyWords({ action, from_state, to_state, version }: HistoryLine): string {
  const to = to_state === null ? '' : STATE_WORDS[to_state].word.toLowerCase();
  if (action === 'created') return 'wrote it';
  if (action === 'imported') return 'imported it as a draft';
  if (action === 'edited') return `edited it: version ${version}, a draft`;
  if (action === 'used') return 'asked it in an assessment';
  if (to_state === 'reviewed') return 'reviewed and approved it';
  if (to_state === 'active') return 'put it into use';
  if (to_state === 'retired') return from_state === 'draft' ? 'discarded it' : 'retired it';
  return `made it a ${to} again`;
}
