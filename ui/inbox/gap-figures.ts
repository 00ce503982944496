/** What the numbers of a cohort's test say: the test as a whole, and each question on its own and on the common scale. */
import { inWords, sentence } from '../words/words.ts';
import type { GapReport } from './checkpoint.ts';

type Cohort = GapReport['cohort'];
type ItemFigures = Cohort['item_statistics'][number];
type Scaled = NonNullable<Cohort['item_response']>['items'][number];

/** A number and how sure it is; "–" where the answers cannot carry one. */
export interface QuestionLine {
  item: string;
  answers: number;
  right: string;
  rightSpan: string | null;
  discrimination: string;
  bestLessWeakest: string;
  /** On the scale of abilities; null where the cohort is too small for one. */
  difficulty: string | null;
  slope: string | null;
  notes: string;
}

/** The questions in the order they were asked. */
export function questionLines({ item_statistics, item_response }: Cohort): QuestionLine[] {
  const scaled = new Map(item_response?.items.map((each) => [each.item, each]));
  const leftOut = new Map(item_response?.left_out.map((each) => [each.item, each.reason]));
  return item_statistics.map((each) => ({
    item: each.item,
    answers: each.n,
    right: percent(each.facility),
    rightSpan: spanOf(each),
    discrimination: decimal(each.discrimination),
    bestLessWeakest: decimal(each.upper_minus_lower ?? null),
    ...scaleOf(item_response ?? null, scaled.get(each.item)),
    notes: [
      ...each.flags.map((flag) => sentence(inWords(flag))),
      ...(leftOut.has(each.item) ? [`Not on the scale: ${leftOut.get(each.item)}`] : []),
    ].join(', '),
  }));
}

/** Name and value of each figure of the whole test that is known. */
export function testFacts({ test, item_response }: Cohort): [string, string][] {
  if (!test) return [];
  const facts: [string, number | null, (value: number) => string][] = [
    ['Median right', test.median, (value) => `${trimmed(value)} of ${test.items}`],
    ['Spread (sd)', test.sd, (value) => value.toFixed(1)],
    ['Reliability (KR-20)', test.kr20, (value) => value.toFixed(2)],
    ['Standard error', test.standard_error, (value) => `${value.toFixed(1)} questions`],
    ['Reliability on the scale', item_response?.reliability ?? null, (value) => value.toFixed(2)],
  ];
  return facts.flatMap(([name, value, told]) => (value === null ? [] : [[name, told(value)]]));
}

/** Why there is no scale, or what it is and is not good for; null where nobody answered. */
export function scaleWords({ answered, item_response }: Cohort): string | null {
  if (answered === 0) return null;
  if (!item_response) {
    return answered < 50
      ? `Questions and learners are put on one scale from 50 learners on; ${answered} answered.`
      : 'The answers did not settle on one scale of questions and learners.';
  }
  const held =
    item_response.model === 'regularised_2pl'
      ? ' Extreme values are held back, so differences look smaller than they are.'
      : '';
  return `Difficulty and sharpness come from a two-parameter model of ${item_response.n} learners: 0 is this group’s average, 1 one standard deviation above.${held}`;
}

function scaleOf(
  scale: Cohort['item_response'] | null,
  found: Scaled | undefined,
): Pick<QuestionLine, 'difficulty' | 'slope'> {
  if (!scale) return { difficulty: null, slope: null };
  return {
    difficulty: withError(found?.difficulty ?? null, found?.difficulty_error ?? null),
    slope: withError(found?.slope ?? null, found?.slope_error ?? null),
  };
}

function withError(value: number | null, error: number | null): string {
  if (value === null) return '–';
  return error === null ? value.toFixed(2) : `${value.toFixed(2)} ± ${error.toFixed(2)}`;
}

function spanOf({ facility_interval }: ItemFigures): string | null {
  return facility_interval
    ? `${percent(facility_interval[0])} to ${percent(facility_interval[1])}`
    : null;
}

function decimal(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function trimmed(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** A share from 0 to 1. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)} %`;
}
