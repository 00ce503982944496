/** What the item bank keeps, and the store it keeps it in; `persistence` implements the store. */
import type { Source } from '../../content.ts';
import type { ItemState } from './lifecycle.ts';

/** One wording of a question with what belongs to it. */
export interface ItemContent {
  domain: string;
  objective: string | null;
  difficulty: string | null;
  /** How it was made: an item family, or empty for one written elsewhere. */
  type: string;
  stem: string;
  options: string[];
  /** Index into `options`. */
  key: number;
  rationale: string;
  source: Source | null;
}

/** How one cohort answered one wording. Counts only: no learner can be told from them. */
export interface UseFigures {
  n: number;
  right: number;
  omitted: number;
  option_counts: number[];
  /** Item-rest point-biserial; null below ten learners or where nothing varies. */
  discrimination: number | null;
  /** The better and the weaker 27 % of the cohort by their whole score. */
  upper: { n: number; option_counts: number[] };
  lower: { n: number; option_counts: number[] };
}

/** A line of the list. Times in ms since 1970. */
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
  /** What learners see, as a hash; statistics belong to it. */
  hash: string;
  /** Who wrote what nobody has reviewed since. */
  authors: string[];
  /** Computed when the question was made or edited; never claimed by hand. */
  verified: boolean;
  /** Answers to the present wording, and how many were right. */
  responses: number;
  correct: number;
  created_at: number;
  updated_at: number;
}

export interface ItemVersion {
  version: number;
  hash: string;
  content: ItemContent;
  verified: boolean;
  flaws: string[];
  author: string;
  at: number;
  reason: string;
}

export type ItemAction = 'created' | 'imported' | 'edited' | 'moved' | 'used';

/** One line of an item's history, from its creation to its retirement. */
export interface ItemEvent {
  at: number;
  actor: string;
  action: ItemAction;
  version: number;
  from_state: ItemState | null;
  to_state: ItemState | null;
  workflow: string | null;
  comment: string;
}

/** One workflow that asked the question. */
export interface ItemUse {
  workflow: string;
  certification_name: string;
  set_item: string;
  version: number;
  hash: string;
  at: number;
  figures: UseFigures | null;
  measured_at: number | null;
}

export interface WholeItem extends ItemRow {
  versions: ItemVersion[];
  history: ItemEvent[];
  uses: ItemUse[];
}

export const SORTS = ['updated', 'domain', 'facility', 'responses'] as const;
export type ItemSort = (typeof SORTS)[number];

/** Filters of the list; an absent one does not filter. */
export interface ItemFilter {
  q?: string | undefined;
  state?: string | undefined;
  certification?: string | undefined;
  domain?: string | undefined;
  objective?: string | undefined;
  difficulty?: string | undefined;
  type?: string | undefined;
  verified?: boolean | undefined;
  /** Items that this workflow asked. */
  workflow?: string | undefined;
  ids?: string[] | undefined;
}

export interface ItemQuery extends ItemFilter {
  sort: ItemSort;
  cursor?: string | undefined;
  limit: number;
}

export interface MatrixCell {
  domain: string;
  state: ItemState;
  difficulty: string | null;
  count: number;
}

/** A change as one transaction: the row as it becomes, perhaps a version, and what is told of it. */
export interface ItemChange {
  /** The row must still have this version and state, or nothing is changed. */
  expect: { version: number; state: ItemState } | null;
  row: Omit<ItemRow, 'responses' | 'correct'>;
  version: ItemVersion | null;
  events: ItemEvent[];
}

/** What a workflow's approved set holds, as the bank will know it. */
export interface UseEntry {
  workflow: string;
  set_item: string;
  at: number;
}

/** Runs while no other change of the bank is under way. */
export interface BankTransaction {
  row(id: string): Promise<ItemRow | null>;
  byHash(hash: string): Promise<ItemRow | null>;
  byOrigin(certification: string, origin: string): Promise<ItemRow | null>;
  use(workflow: string, setItem: string): Promise<{ item: string; hash: string } | null>;
  /** False when the row is no longer as expected. `origin` is the id it had in its first set. */
  change(change: ItemChange, origin?: string): Promise<boolean>;
  /** Notes which item and version a workflow asks; figures of another wording are dropped. */
  noteUse(entry: UseEntry, item: string, version: number): Promise<void>;
  /** Keeps the figures and counts the item's answers anew. False for an unknown use. */
  noteFigures(entry: UseEntry, figures: UseFigures, at: number): Promise<boolean>;
}

export interface BankStore {
  transaction<T>(work: (bank: BankTransaction) => Promise<T>): Promise<T>;
  list(query: ItemQuery): Promise<{ items: ItemRow[]; next: string | null; total: number }>;
  /** Present versions of what the filter finds, oldest item first, up to the limit. */
  contents(
    filter: ItemFilter,
    limit: number,
  ): Promise<{ id: string; certification: string; content: ItemContent }[]>;
  whole(id: string): Promise<WholeItem | null>;
  cells(certification: string | null): Promise<MatrixCell[]>;
  certifications(): Promise<{ name: string; items: number }[]>;
  /** Settings of the newest request of that certification, for what its blueprint needs. */
  newestBlueprint(
    certification: string,
  ): Promise<{ domains: { name: string; weight: number }[]; question_count: number } | null>;
}
