/** The item bank and learners' traces as the server needs them; wired in `cli/system.ts`. */

/** Who wants to change the bank. */
export interface Mover {
  person: string;
  mayEdit: boolean;
}

export interface BankFilter {
  q?: string | undefined;
  state?: string | undefined;
  certification?: string | undefined;
  domain?: string | undefined;
  objective?: string | undefined;
  difficulty?: string | undefined;
  type?: string | undefined;
  verified?: boolean | undefined;
  workflow?: string | undefined;
  ids?: string[] | undefined;
}

export interface WordingEdit {
  domain?: string;
  objective?: string | null;
  difficulty?: string | null;
  stem?: string;
  options?: string[];
  key?: number;
  rationale?: string;
}

/** Questions on their way out; what they are made of is the assessment room's affair. */
export interface OutgoingSet {
  title: string;
  pass_mark: number | null;
  items: readonly object[];
}

type ItemState = 'draft' | 'reviewed' | 'active' | 'retired';

export interface ItemBank<Set extends OutgoingSet = OutgoingSet> {
  list(
    query: BankFilter & {
      sort: 'updated' | 'domain' | 'facility' | 'responses';
      cursor?: string | undefined;
      limit: number;
    },
  ): Promise<{ items: object[]; next: string | null; total: number }>;
  certifications(): Promise<{ name: string; items: number }[]>;
  /** Null stands for all certifications, which have no blueprint in common. */
  matrix(certification: string | null): Promise<object[]>;
  find(id: string, mover: Mover): Promise<object | null>;
  edit(id: string, base: number, edit: WordingEdit, reason: string, mover: Mover): Promise<object>;
  move(id: string, to: ItemState, version: number, comment: string, mover: Mover): Promise<object>;
  formats(): { id: string; name: string; for: string; extension: string; reads: boolean }[];
  preview(format: string, set: Set): { cannot_carry: string[] };
  write(format: string, set: Set): Promise<{ name: string; mime: string; bytes: Uint8Array }>;
  selection(filter: BankFilter, title: string): Promise<Set>;
  /** What a workflow's questions are as a set of their own. */
  ofWorkflow(questions: unknown, passMark: number): Set;
  /** How each question did, in figures and words. */
  howTheyDid(questions: unknown, responses: unknown, learners: readonly string[]): object[];
  take(
    file: { format: string; bytes: Uint8Array; certification: string; dryRun: boolean },
    mover: Mover,
  ): Promise<{ taken: object[]; known: object[]; refused: object[] }>;
}

/** When a learner opened something. `what` is `home`, or the id of an artefact. */
export interface Visit {
  learner: string;
  what: string;
  /** ms since 1970. */
  first_at: number;
  last_at: number;
  count: number;
}

export interface Visits {
  note(workflow: string, learner: string, what: string, at: number): Promise<void>;
  of(workflow: string): Promise<Visit[]>;
}

/** A mail to a learner, as the ledger knows it. */
export interface LetterSent {
  learner: string;
  occasion: string;
  state: string;
  /** ms since 1970. */
  at: number;
}

/** A workflow that knows a learner of that id. */
export interface LearnerPlace {
  workflow: string;
  certification_name: string;
  status: string | null;
  /** False once name and address were erased. */
  sealed: boolean;
}

export interface LearnerRecords {
  visits: Visits;
  letters(workflow: string): Promise<LetterSent[]>;
  /** The oldest first. Ids are unique within one request only. */
  places(learner: string): Promise<LearnerPlace[]>;
  /** Names of those who are still known. */
  names(workflow: string, learners: string[]): Promise<Map<string, string>>;
}
