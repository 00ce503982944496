/** What the API says of cohorts and learners, and its words for people. */
import type { Tone } from '../words/tones.ts';

export type Verdict = 'gap' | 'undetermined' | 'mastered';

export interface DomainFinding {
  domain: string;
  items: number;
  correct: number;
  p_below_cut: number;
  /** 80 % interval of the proportion. */
  interval: [number, number];
  verdict: Verdict;
}

export interface Finding {
  answered: boolean;
  score: number | null;
  passed: boolean | null;
  domains: DomainFinding[];
  weak_areas: string[];
  statement: string;
}

export interface Made {
  artifact: string;
  type: string;
  topic: string | null;
  degraded: boolean;
  created_at: string;
  opened_at: string | null;
}

export interface LearnerLine {
  id: string;
  name: string | null;
  finding: Finding | null;
  submitted_at: string | null;
  deck: Made | null;
  visited_at: string | null;
  visits: number;
  letters: { occasion: string; state: string; at: string }[];
}

export interface Asked {
  item: string;
  domain: string;
  stem: string;
  options: string[];
  key: number;
  statistics: {
    n: number;
    right: number;
    too_few: boolean;
    option_counts: number[];
    says: string[];
  };
}

export interface Cohort {
  workflow_id: string;
  certification_name: string;
  pass_mark: number;
  domains: { name: string; weight: number }[];
  names_shown: boolean;
  released: boolean;
  cohort: {
    answered: number;
    invited: number;
    mean_score: number | null;
    domains: { domain: string; in_gap: number; undetermined: number; mastered: number }[];
    common_weak_areas: string[];
    statements: string[];
  } | null;
  learners: LearnerLine[];
  videos: Made[];
  questions: Asked[];
}

export interface LearnerRecord extends LearnerLine {
  workflow_id: string;
  certification_name: string;
  pass_mark: number;
  status: string | null;
  erased: boolean;
  released: boolean;
  names_shown: boolean;
  videos: Made[];
  elsewhere: { workflow: string; certification_name: string }[];
}

export const VERDICTS: Record<Verdict, { word: string; tone: Tone; means: string }> = {
  gap: { word: 'Gap', tone: 'failed', means: 'very probably below the pass mark' },
  undetermined: { word: 'Open', tone: 'waiting', means: 'too few answers to say either way' },
  mastered: { word: 'Mastered', tone: 'done', means: 'very probably above the pass mark' },
};

/** A learner by name where names are shown, else by id. */
export function calledBy({ id, name }: Pick<LearnerLine, 'id' | 'name'>): string {
  return name ?? id;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "36–81 %": where the true share most likely lies. */
export function rangeInWords({ interval: [low, high] }: DomainFinding): string {
  return `${Math.round(low * 100)}–${percent(high)}`;
}

/** "3 of 5 right; the true share lies between 36 % and 81 % (80 % certain)". */
export function findingInWords({ items, correct, interval }: DomainFinding): string {
  if (items === 0) return 'No question was asked on this.';
  const [low, high] = interval;
  return `${correct} of ${items} right; the true share lies between ${percent(low)} and ${percent(high)} (80 % certain)`;
}

const OCCASIONS: [RegExp, string][] = [
  [/invit/, 'Invitation to the assessment'],
  [/remind/, 'Reminder'],
  [/result|notif|ready|material/, 'Results and material are ready'],
];

/** What a mail was about. */
export function occasionWords(occasion: string): string {
  return OCCASIONS.find(([pattern]) => pattern.test(occasion))?.[1] ?? occasion;
}

const LETTER_STATES: Record<string, { word: string; tone: Tone }> = {
  done: { word: 'sent', tone: 'done' },
  planned: { word: 'on its way', tone: 'waiting' },
  failed: { word: 'refused by the mail server', tone: 'failed' },
};

export function letterState(state: string): { word: string; tone: Tone } {
  return LETTER_STATES[state] ?? { word: state, tone: 'idle' };
}

/** How a learner stands with what was made for them: one sign and a few words. */
export function remediationOf(line: LearnerLine, released: boolean): { word: string; tone: Tone } {
  if (line.finding === null) return { word: 'not analysed yet', tone: 'idle' };
  if (!line.finding.answered) return { word: 'never answered', tone: 'idle' };
  if (line.finding.weak_areas.length === 0) return { word: 'no gap found', tone: 'done' };
  if (line.deck === null) return { word: 'deck not made yet', tone: 'waiting' };
  if (!released) return { word: 'deck made, not released', tone: 'waiting' };
  if (line.deck.opened_at !== null) return { word: 'deck opened', tone: 'done' };
  if (line.visited_at !== null) return { word: 'page opened, deck not yet', tone: 'active' };
  return { word: 'deck waits to be opened', tone: 'waiting' };
}
