/** Item statistics as an educator would say them. */
import type { ItemStatistics } from './statistics.ts';

const LETTERS = 'ABCDEFGHIJKL';

/** A few sentences, the most important first. Nothing is claimed from too few responses. */
export function plainWords(figures: ItemStatistics, key: number): string[] {
  if (figures.n === 0) return ['Nobody has answered this question yet.'];
  if (figures.too_few)
    return [
      `Too few responses: ${people(figures.n)} answered, ${figures.right} of them right. From ten on, this page says how hard the question is and whether it tells learners apart.`,
    ];
  return [
    difficulty(figures),
    telling(figures),
    ...options(figures, key),
    ...(figures.omitted > 0
      ? [`${people(figures.omitted)} left it out; that counts as wrong.`]
      : []),
  ];
}

function difficulty({ facility, facility_interval, right, n }: ItemStatistics): string {
  const share = facility ?? 0;
  const verdict =
    share > 0.9
      ? 'It is very easy: it tells little about who knows more.'
      : share < 0.3
        ? 'It is very hard, or something about it misleads.'
        : 'It is neither too easy nor too hard.';
  const [low, high] = facility_interval ?? [0, 1];
  return `${right} of ${n} answered right (${percent(share)}; with 95 % confidence the share lies between ${percent(low)} and ${percent(high)}). ${verdict}`;
}

function telling({ discrimination, discrimination_interval }: ItemStatistics): string {
  if (discrimination === null || discrimination_interval === null)
    return 'Whether it tells stronger from weaker learners cannot be computed: answers do not vary, or no cohort was large enough.';
  const [low, high] = discrimination_interval;
  const between = `(correlation with the rest of the test ${discrimination.toFixed(2)}, between ${low.toFixed(2)} and ${high.toFixed(2)})`;
  if (low > 0) return `Learners who did well on the rest more often got it right ${between}.`;
  if (high < 0)
    return `Learners who did well on the rest more often got it wrong ${between}. Check whether the marked answer is really the right one.`;
  return `It is still open whether it tells stronger from weaker learners ${between}.`;
}

function options({ option_counts, upper, lower }: ItemStatistics, key: number): string[] {
  return option_counts.flatMap((count, option) => {
    if (option === key) return [];
    if (count === 0) return [`Nobody chose option ${LETTERS[option]}: it does no work.`];
    const [strong = 0, weak = 0] = [upper.option_counts[option], lower.option_counts[option]];
    return strong > weak && strong > 1
      ? [
          `More strong than weak learners chose option ${LETTERS[option]} (${strong} against ${weak}): it may be right too.`,
        ]
      : [];
  });
}

function people(count: number): string {
  return count === 1 ? 'One learner' : `${count} learners`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
