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
  generator: {
    kind: string;
    version: string;
    seed?: string;
    model?: string;
    /** What the checks of this item took; null where not all of it is known. */
    spend?: Pick<Spend, 'calls' | 'prompt_tokens' | 'completion_tokens' | 'cost_usd'>;
  };
  difficulty_estimate: 'beginner' | 'intermediate' | 'advanced';
  flaws: string[];
  /** Computed: the quote stands at its span, the hash is the document's, the key is supported. */
  knowledge_source_verified: boolean;
  status: 'draft' | 'in_review' | 'approved' | 'live' | 'retired';
}

/** Calls to a language model, summed. Null: some provider or price table did not say. */
export interface Spend {
  calls: number;
  failed: number;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cached_tokens: number | null;
  cost_usd: number | null;
}

/** How a set came about that a language model had a part in. */
export interface Generation {
  model: string;
  proposed: number;
  survived: number;
  /** Of the survivors, those that needed their one repair. */
  repaired: number;
  dropped: { reason: string; count: number }[];
  /** Questions made without the model, because it gave too few. */
  offline: number;
  /** Why the model was not asked any further; null when it was asked to the end. */
  stopped: { code: string; message: string } | null;
  spend: Spend;
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
  /** Absent where no language model was asked. */
  generation?: Generation;
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

/** The same for one objective of a domain. Below five questions the verdict stays undetermined. */
export interface ObjectiveResult extends DomainResult {
  objective: string;
}

export interface LearnerResult {
  learner: string;
  answered: boolean;
  /** Proportion correct 0..1; null when the learner never answered. */
  score: number | null;
  passed: boolean | null;
  domains: DomainResult[];
  /** Objectives that were asked about; absent in reports of before they were graded. */
  objectives?: ObjectiveResult[];
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
  /** Learners who chose nothing; that counts as wrong. */
  omitted?: number;
  /** Share right among the best 27 % less the share among the weakest. */
  upper_minus_lower?: number | null;
  /** Mean number right on the other items, by option; null where nobody chose it. */
  option_rest_means?: (number | null)[];
}

/** What is known of the whole test. Null: not enough responses, or nothing varies. */
export interface TestStatistics {
  n: number;
  items: number;
  mean: number | null;
  median: number | null;
  sd: number | null;
  skewness: number | null;
  kurtosis: number | null;
  /** Reliability by Kuder and Richardson's formula 20. */
  kr20: number | null;
  /** Of one learner's number of right answers. */
  standard_error: number | null;
  /** Learners by number of right answers, from 0. */
  scores: number[] | null;
}

/** Items and learners on one scale (two-parameter logistic model); only from 50 learners on. */
export interface ItemResponse {
  /** With a prior that holds extreme values back, or from 200 learners on without. */
  model: 'regularised_2pl' | '2pl';
  n: number;
  log_likelihood: number;
  iterations: number;
  /** Difficulty on the scale of abilities (mean 0, sd 1); null where an item separates nobody. */
  items: {
    item: string;
    slope: number;
    slope_error: number | null;
    difficulty: number | null;
    difficulty_error: number | null;
  }[];
  /** Items that everybody or nobody had right. */
  left_out: { item: string; reason: string }[];
  learners: { learner: string; ability: number; standard_error: number }[];
  information: { ability: number; information: number; standard_error: number }[];
  /** Share of the spread of abilities that is not error, 0 to 1. */
  reliability: number;
}

/** How many learners are where, in one domain or objective. */
export interface CohortStanding {
  domain: string;
  in_gap: number;
  undetermined: number;
  mastered: number;
  severity: number;
}

/** Artefact `gaps/gaps.json`. */
export interface GapReport {
  pass_mark: number;
  learners: LearnerResult[];
  cohort: {
    answered: number;
    invited: number;
    mean_score: number | null;
    domains: CohortStanding[];
    objectives?: (CohortStanding & { objective: string; items: number })[];
    common_weak_areas: string[];
    item_statistics: ItemStatistics[];
    test?: TestStatistics;
    /** Null below 50 learners, with too few items, or where no fit settled. */
    item_response?: ItemResponse | null;
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
