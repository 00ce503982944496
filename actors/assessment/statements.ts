/** What the numbers of a cohort cannot carry, in plain words. */
import type { ItemResponse, LearnerResult, TestStatistics } from '../content.ts';
import { FIT_ITEMS_MIN, FIT_LEARNERS_MIN } from './irt/estimate.ts';
import { LEARNERS_MIN } from './item-statistics.ts';

const ITEMS_FOR_A_VERDICT = 10;

export interface Told {
  test: TestStatistics;
  learners: readonly LearnerResult[];
  /** Domains in the order of the request, with how many questions were asked in each. */
  asked: readonly { domain: string; items: number }[];
  itemResponse: ItemResponse | null;
}

/** The sentences, the widest first; none where everything may be taken as it stands. */
export function statements(told: Told): string[] {
  const few = [answers(told), fewLearners(told), fewItems(told)].flatMap((each) => each ?? []);
  return [...few, ...notAsked(told), ...wholeTest(told)];
}

function answers({ test, learners }: Told): string | null {
  if (learners.length === 0)
    return 'No learner was invited, so there is nobody to say anything of.';
  if (test.n === 0) return 'Nobody answered, so nothing can be said about any area or question.';
  const silent = learners.filter((learner) => !learner.answered).length;
  if (silent === 0) return null;
  return `${silent} of ${learners.length} learners never answered; they are in no figure.`;
}

function fewLearners({ test: { n } }: Told): string | null {
  if (n === 0 || n >= LEARNERS_MIN) return null;
  const who = n === 1 ? 'One learner' : `${n} learners`;
  return `${who} answered. Below ${LEARNERS_MIN}, question statistics are counts only: difficulty and discrimination would be chance.`;
}

function fewItems({ test, asked }: Told): string | null {
  const short = asked.filter(({ items }) => items < ITEMS_FOR_A_VERDICT);
  if (test.n === 0 || short.length === 0) return null;
  const fewest = Math.min(...asked.map(({ items }) => items).filter((items) => items > 0));
  return `${short.length} of ${asked.length} areas have fewer than ${ITEMS_FOR_A_VERDICT} questions. With so few, many findings must stay undetermined, and about one in ${wrongGaps(fewest)} gaps found is none.`;
}

/** One in how many gaps is none, for learners whose mastery is Beta(4, 2) and a cut of .7. */
function wrongGaps(items: number): string {
  if (items < 3) return 'four';
  return items < 5 ? 'six' : 'ten';
}

function notAsked({ asked }: Told): string[] {
  const names = asked.filter(({ items }) => items === 0).map(({ domain }) => domain);
  if (names.length === 0) return [];
  return [`No question was asked on ${names.join(', ')}; nothing is known there.`];
}

function wholeTest({ test, itemResponse }: Told): string[] {
  const said: string[] = [];
  if (test.kr20 !== null)
    said.push(
      `Reliability (KR-20) over ${test.n} learners and ${test.items} questions is ${test.kr20.toFixed(2)}; short tests have low values by nature.`,
    );
  if (test.n >= LEARNERS_MIN && test.sd === 0)
    said.push('All learners have the same score, so no question can tell them apart.');
  if (test.n >= FIT_LEARNERS_MIN && itemResponse === null)
    said.push(
      `Questions and learners are not placed on one scale: that takes at least ${FIT_ITEMS_MIN} questions on which learners differ, and answers that settle on one solution.`,
    );
  return said;
}
