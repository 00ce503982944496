/** Grades what one learner submitted last. */
import type {
  DomainResult,
  Item,
  LearnerResult,
  ObjectiveResult,
  ResponseSet,
} from '../content.ts';
import { masteryOf } from './mastery.ts';

/** What grading needs: the questions asked, in order, and the pass mark (0 to 1). */
export interface Marking {
  items: readonly Item[];
  /** Domains in request order; those without a question are graded as undetermined. */
  domains: readonly string[];
  pass_mark: number;
}

type Response = ResponseSet['responses'][number];

/** The latest attempt of each learner, which replaces the ones before. */
export function latestAttempts(set: ResponseSet | null): Map<string, Response> {
  const latest = new Map<string, Response>();
  for (const response of set?.responses ?? []) {
    const known = latest.get(response.learner);
    if (!known || response.submitted_at > known.submitted_at)
      latest.set(response.learner, response);
  }
  return latest;
}

/** The options a learner chose, in item order; null where nothing, or nothing valid, was chosen. */
export function answersOf(response: Response, items: readonly Item[]): (number | null)[] {
  const chosen = new Map(response.answers.map((answer) => [answer.item, answer.option]));
  return items.map((item) => {
    const option = chosen.get(item.id) ?? null;
    return option !== null && option in item.options ? option : null;
  });
}

/** An omitted answer counts as wrong in the score and is told apart in the statement. */
export function gradeLearner(
  learner: string,
  response: Response | undefined,
  marking: Marking,
): LearnerResult {
  if (!response || marking.items.length === 0) return ungraded(learner, response !== undefined);
  const answers = answersOf(response, marking.items);
  const right = marking.items.map((item, at) => answers[at] === item.key);
  const domains = marking.domains.map((domain) => gradeDomain(domain, right, marking));
  const correct = right.filter(Boolean).length;
  const omitted = answers.filter((answer) => answer === null).length;
  const score = correct / marking.items.length;
  const named = (verdict: DomainResult['verdict']): string[] =>
    domains.filter((domain) => domain.verdict === verdict).map((domain) => domain.domain);
  // 7 of 10 reaches .7, whatever floating point says.
  const passed = score >= marking.pass_mark - 1e-9;
  return {
    learner,
    answered: true,
    score,
    passed,
    domains,
    objectives: gradeObjectives(right, marking),
    weak_areas: named('gap'),
    undetermined: named('undetermined'),
    mastered: named('mastered'),
    wrong_items: marking.items.filter((_, at) => !right[at]).map((item) => item.id),
    statement: statementOf(correct, omitted, passed, named('undetermined').length, marking),
  };
}

function gradeDomain(domain: string, right: readonly boolean[], marking: Marking): DomainResult {
  const own = right.filter((_, at) => marking.items[at]?.domain === domain);
  const correct = own.filter(Boolean).length;
  return {
    domain,
    items: own.length,
    correct,
    ...masteryOf(own.length, correct, marking.pass_mark),
  };
}

/** One answer alone would make a gap of an objective; from five on the share of false ones is a tenth. */
const OBJECTIVE_ITEMS_MIN = 5;

function gradeObjectives(right: readonly boolean[], marking: Marking): ObjectiveResult[] {
  const found = new Map<string, { domain: string; objective: string; marks: boolean[] }>();
  for (const [at, { domain, objective }] of marking.items.entries()) {
    if (objective === null) continue;
    const key = JSON.stringify([domain, objective]);
    const known = found.get(key) ?? { domain, objective, marks: [] };
    found.set(key, known);
    known.marks.push(right[at] === true);
  }
  return [...found.values()].map(({ domain, objective, marks }) => {
    const correct = marks.filter(Boolean).length;
    const mastery = masteryOf(marks.length, correct, marking.pass_mark);
    return {
      ...{ domain, objective, items: marks.length, correct, ...mastery },
      verdict: marks.length < OBJECTIVE_ITEMS_MIN ? 'undetermined' : mastery.verdict,
    };
  });
}

function ungraded(learner: string, answered: boolean): LearnerResult {
  return {
    learner,
    answered,
    score: null,
    passed: null,
    domains: [],
    objectives: [],
    weak_areas: [],
    undetermined: [],
    mastered: [],
    wrong_items: [],
    statement: answered
      ? 'There were no questions to answer, so there is no result.'
      : 'This learner never submitted the assessment, so there is no score and no finding about any area.',
  };
}

function statementOf(
  correct: number,
  omitted: number,
  passed: boolean,
  undetermined: number,
  marking: Marking,
): string {
  const mark = Math.round(marking.pass_mark * 100);
  const parts = [
    `${correct} of ${marking.items.length} answers are right; the pass mark of ${mark} % is ${passed ? 'reached' : 'not reached'}.`,
  ];
  if (omitted > 0)
    parts.push(
      `${omitted} ${omitted === 1 ? 'question was' : 'questions were'} left unanswered and ${omitted === 1 ? 'counts' : 'count'} as wrong.`,
    );
  if (undetermined > 0)
    parts.push(
      `For ${undetermined} of ${marking.domains.length} areas there are too few answers to say either way.`,
    );
  return parts.join(' ');
}
