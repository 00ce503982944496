/** A checkpoint as the API shows it, and the documents it decides about. */
import type {
  CheckpointKind,
  CheckpointPolicy,
  CheckpointSubject,
  Decision,
} from '../machines/vocabulary.ts';

export interface Checkpoint {
  id: string;
  workflow_id: string;
  kind: CheckpointKind;
  certification_name?: string;
  status: string;
  state: unknown;
  subject: CheckpointSubject;
  policy: CheckpointPolicy;
  decisions: Decision[];
  approvals: string[];
  verdict: string | null;
  assignee: string | null;
  reserved_until: string | null;
  due_at: string;
  escalated_at: string | null;
  artifact?: { id: string; name: string; url: string; version: number } | null;
  content?: unknown;
}

export interface Source {
  document_title: string;
  quote: string;
  page: number | null;
  heading: string[];
}

export interface Question {
  id: string;
  domain: string;
  objective: string | null;
  stem: string;
  options: string[];
  key: number;
  rationale: string;
  source: Source;
  difficulty_estimate: string;
  flaws: string[];
  knowledge_source_verified: boolean;
}

export interface QuestionSet {
  items: Question[];
  blueprint: { domain: string; wanted: number; got: number; reason: string | null }[];
}

export interface GapReport {
  pass_mark: number;
  learners: {
    learner: string;
    answered: boolean;
    score: number | null;
    passed: boolean | null;
    statement: string;
    domains: { domain: string; items: number; correct: number; verdict: Verdict }[];
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
      discrimination: number | null;
      flags: string[];
    }[];
  };
}

export type Verdict = 'gap' | 'undetermined' | 'mastered';

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

/** An educator's pending change of one question. */
export interface Edit {
  id: string;
  stem?: string;
  options?: string[];
  key?: number;
  drop?: boolean;
}
