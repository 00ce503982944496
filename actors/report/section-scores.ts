/** The part of the report about the scores: how they spread, and how far one can be trusted. */
import type { GapReport, TestStatistics } from '../content.ts';
import { decimal, TOO_FEW } from './figures.ts';
import { html, type Markup, table } from './markup.ts';
import type { Material } from './material.ts';
import { area, type Frame, plot, ticks, upright } from './plots.ts';
import type { Section } from './section.ts';

/** Drawn only when enough learners answered; below, it says why there is no drawing. */
export function scores({ gaps }: Material): Section {
  const { cohort } = gaps;
  return {
    id: 'scores',
    heading: 'Scores',
    body: cohort.test?.scores
      ? [words(cohort.test, gaps), drawing(cohort.test.scores, gaps.pass_mark), twin(cohort.test)]
      : html`<p class="note">There are ${TOO_FEW} to show how the scores spread: that takes ten learners, and ${cohort.answered === 1 ? '1 answered' : `${cohort.answered} answered`}. Each learner’s own result stands below.</p>`,
  };
}

function words({ mean, items, standard_error, n }: TestStatistics, gaps: GapReport): Markup {
  const passed = gaps.learners.filter((each) => each.passed).length;
  const error =
    standard_error === null
      ? 'How far a single score may be off cannot be told from these answers.'
      : `Asked again with other questions of the kind, a learner would typically score within ${standard_error.toFixed(1)} questions of this result.`;
  return html`<p>${passed} of ${n} learners who answered reached the pass mark; on average ${(mean ?? 0).toFixed(1)} of ${items} answers were right. ${error}</p>`;
}

function drawing(counts: readonly number[], passMark: number): Markup {
  const items = counts.length - 1;
  const most = Math.max(...counts);
  const step = Math.max(1, Math.ceil(most / 5));
  // One step of headroom keeps the word at the pass mark clear of the bars.
  const top = Math.ceil(most / step) * step + step;
  const frame: Frame = {
    x: [-0.5, items + 0.5],
    y: [0, top],
    xTicks: ticks(0, items, Math.max(1, Math.round(items / 10))),
    yTicks: ticks(0, top, step),
    xTitle: 'Questions answered right',
    yTitle: 'Learners',
  };
  const needed = Math.ceil(passMark * items - 1e-9);
  return plot('Learners by number of right answers', frame, (place) => [
    counts.map((count, score) =>
      count === 0
        ? null
        : area(
            place,
            [score - 0.4, 0],
            [score + 0.4, count],
            score >= needed ? 'mastered' : 'plain',
          ),
    ),
    upright(place, needed - 0.5, frame, `pass mark, ${needed} right`),
  ]);
}

function twin(test: TestStatistics): Markup {
  const reached = (test.scores ?? []).flatMap((count, score) =>
    count > 0 ? [[score, count]] : [],
  );
  return html`${table(
    'Learners by number of right answers',
    ['Right answers', 'Learners'],
    reached.map(([score, count]) => [`${score}`, `${count}`]),
  )}${table(
    'The test as a whole',
    ['Figure', 'Value', 'What it says'],
    [
      ['Learners, questions', `${test.n}, ${test.items}`, 'what everything here rests on'],
      ['Mean, median', `${decimal(test.mean)}, ${decimal(test.median)}`, 'right answers'],
      ['Standard deviation', decimal(test.sd), 'how far apart the learners are'],
      [
        'Skewness, kurtosis',
        `${decimal(test.skewness)}, ${decimal(test.kurtosis)}`,
        'both 0 for a bell; a skewness below 0 means a test that most found easy',
      ],
      [
        'Reliability (KR-20)',
        decimal(test.kr20),
        'near 1: another such test would rank the learners alike; short tests are low by nature',
      ],
      ['Standard error', decimal(test.standard_error), 'of one learner’s number of right answers'],
    ],
  )}`;
}
