/** A checkpoint as the API shows it, and the documents it decides about. */
import type {
  CheckpointKind,
  CheckpointPolicy,
  CheckpointSubject,
  Decision,
  Flag,
} from '../../machines/vocabulary.ts';

/** Why the asking person cannot do something. */
export interface Refused {
  code: string;
  why: string;
}

/** In lists: everything but the content. Times are ISO 8601. */
export interface ListedCheckpoint {
  id: string;
  workflow_id: string;
  kind: CheckpointKind;
  certification_name: string;
  status: string;
  state: unknown;
  subject: CheckpointSubject;
  policy: CheckpointPolicy;
  priority: number;
  decisions: Decision[];
  approvals: string[];
  verdict: string | null;
  assignee: string | null;
  reserved_until: string | null;
  due_at: string;
  opened_at: string;
  escalated_at: string | null;
  escalations: { to: string; at: string }[];
  handovers: { from: string; to: string; at: string }[];
  revisions: Revised[];
  flags: Flag[];
  may: { claim: Refused | null; approve: Refused | null };
}

export interface Revised {
  by: string;
  at: string;
  from_version: number;
  to_version: number;
  items: string[];
}

/** With the content, and what the asking person may do about it. */
export interface Checkpoint extends ListedCheckpoint {
  artifact: { id: string; name: string; url: string; version: number } | null;
  content: unknown;
  /** Since the review began. */
  changed: Changed | null;
  /** Since the version that was asked about. */
  news: Changed | null;
  may: {
    claim: Refused | null;
    edit: Refused | null;
    decide: Refused | null;
    approve: Refused | null;
  };
  sample: Sample | null;
  /** The server's clock when it answered. */
  now: string;
}

/** What differs from an earlier version. */
export interface Changed {
  version: number;
  changes: QuestionChange[];
}

/** What is to be read where a sample is enough. */
export interface Sample {
  seed: string;
  of: number;
  items: string[];
  refused: string | null;
}

export interface Wording {
  id: string;
  stem: string;
  options: string[];
  key: number;
}

export interface QuestionChange {
  id: string;
  change: 'edited' | 'dropped' | 'added';
  before: Wording | null;
  after: Wording | null;
}

export interface Source {
  document_id?: string;
  document_title: string;
  start?: number;
  end?: number;
  quote: string;
  page: number | null;
  heading: string[];
}

export interface Question extends Wording {
  domain: string;
  objective: string | null;
  rationale: string;
  source: Source;
  difficulty_estimate: string;
  flaws: string[];
  generator?: { kind: string; model?: string };
  knowledge_source_verified: boolean;
}

export interface QuestionSet {
  items: Question[];
  blueprint: { domain: string; wanted: number; got: number; reason: string | null }[];
}

export type Mastery = 'gap' | 'undetermined' | 'mastered';

export interface GapReport {
  pass_mark: number;
  learners: {
    learner: string;
    answered: boolean;
    score: number | null;
    passed: boolean | null;
    statement: string;
    domains: { domain: string; items: number; correct: number; verdict: Mastery }[];
  }[];
  cohort: {
    answered: number;
    invited: number;
    mean_score: number | null;
    domains: { domain: string; in_gap: number; undetermined: number; mastered: number }[];
    common_weak_areas: string[];
    statements: string[];
    item_statistics: {
      item: string;
      n: number;
      facility: number | null;
      /** 95 %. */
      facility_interval?: [number, number] | null;
      discrimination: number | null;
      upper_minus_lower?: number | null;
      flags: string[];
    }[];
    /** Absent in analyses made before whole tests were described. */
    test?: {
      items: number;
      median: number | null;
      sd: number | null;
      kr20: number | null;
      standard_error: number | null;
    };
    /** Null below 50 learners. */
    item_response?: {
      model: 'regularised_2pl' | '2pl';
      n: number;
      items: {
        item: string;
        slope: number;
        slope_error: number | null;
        difficulty: number | null;
        difficulty_error: number | null;
      }[];
      left_out: { item: string; reason: string }[];
      reliability: number;
    } | null;
  };
}

export interface ScriptSet {
  topics: {
    topic: string;
    title: string;
    segments: {
      slide: { title: string; bullets: string[] };
      text: string;
      source: Source | null;
    }[];
  }[];
}

export interface Manifest {
  files: {
    name: string;
    type: string;
    folder: string;
    version: number;
    bytes: number;
    link: { url: string };
  }[];
}

/** A reviewer's pending change of one question; only what differs. */
export interface Edit {
  id: string;
  stem?: string;
  options?: string[];
  key?: number;
  drop?: boolean;
}

/** What a person says with a decision. */
export interface Said {
  comment: string;
  reason_code?: string;
}
