/**
 * The JSON documents that travel between steps as artefacts: questions, responses, gaps, scripts.
 * One definition, so that the generator, the reviewer's page, the form, the analysis, the decks
 * and the report agree.
 */

/** Where an item comes from: a span of one stored document, with its text. */
export interface Source {
  document_id: string;
  document_title: string;
  chunk_id: string;
  /** Character offsets into the document's stored normalised text. */
  start: number;
  end: number;
  quote: string;
  /** sha256 of the document's original bytes. */
  sha256: string;
  page: number | null;
  heading: string[];
}

export type ItemFamily = 'definition' | 'term' | 'sibling' | 'table' | 'numeric' | 'llm';

/** A multiple-choice question with exactly one key. */
export interface Item {
  id: string;
  family: ItemFamily;
  domain: string;
  objective: string | null;
  stem: string;
  options: string[];
  /** Index into `options`. */
  key: number;
  rationale: string;
  source: Source;
  generator: { kind: string; version: string; seed?: string; model?: string };
  difficulty_estimate: 'beginner' | 'intermediate' | 'advanced';
  flaws: string[];
  /** Computed: the quote stands at its span, the hash is the document's, the key is supported. */
  knowledge_source_verified: boolean;
  status: 'draft' | 'in_review' | 'approved' | 'live' | 'retired';
}

/** Artefact `questions/questions.json`. */
export interface QuestionSet {
  certification_name: string;
  generator_version: string;
  items: Item[];
  blueprint: {
    domain: string;
    weight: number;
    wanted: number;
    got: number;
    reason: string | null;
  }[];
}

/** Artefact `responses/responses.json`: what each learner sent last. */
export interface ResponseSet {
  form_id: string;
  closed_at: number | null;
  responses: {
    learner: string;
    submitted_at: number;
    answers: { item: string; option: number | null }[];
  }[];
  missing: string[];
}

export type Mastery = 'gap' | 'undetermined' | 'mastered';

export interface DomainResult {
  domain: string;
  items: number;
  correct: number;
  /** Probability that true mastery lies below the cut. */
  p_below_cut: number;
  /** 80 % interval of the proportion. */
  interval: [number, number];
  verdict: Mastery;
}

export interface LearnerResult {
  learner: string;
  answered: boolean;
  /** Proportion correct 0..1; null when the learner never answered. */
  score: number | null;
  passed: boolean | null;
  domains: DomainResult[];
  weak_areas: string[];
  undetermined: string[];
  mastered: string[];
  wrong_items: string[];
  /** Plain words, e.g. that this learner never answered and so has no result. */
  statement: string;
}

export interface ItemStatistics {
  item: string;
  n: number;
  facility: number | null;
  facility_interval: [number, number] | null;
  /** Item-rest point-biserial. */
  discrimination: number | null;
  option_counts: number[];
  flags: string[];
}

/** Artefact `gaps/gaps.json`. */
export interface GapReport {
  pass_mark: number;
  learners: LearnerResult[];
  cohort: {
    answered: number;
    invited: number;
    mean_score: number | null;
    domains: {
      domain: string;
      in_gap: number;
      undetermined: number;
      mastered: number;
      severity: number;
    }[];
    common_weak_areas: string[];
    item_statistics: ItemStatistics[];
    /** Plain words about what the numbers cannot carry (small n and so on). */
    statements: string[];
  };
}

/** One key statement of the documents about a topic, for decks and scripts. */
export interface Evidence {
  text: string;
  source: Source;
}

/** Artefact `scripts/scripts.json`. */
export interface ScriptSet {
  topics: {
    topic: string;
    title: string;
    segments: {
      slide: { title: string; bullets: string[] };
      text: string;
      source: Source | null;
    }[];
    sources: Source[];
    lexicon: { term: string; say: string }[];
  }[];
}
