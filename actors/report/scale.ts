/** Questions and learners on one scale, where the cohort is large enough for it. */
import type { ItemResponse } from '../content.ts';
import { decimal } from './figures.ts';
import { html, type Markup, table } from './markup.ts';
import type { Material } from './material.ts';
import { curve, type Frame, plot, ticks } from './plots.ts';

/** Nothing below 50 learners, but for a line that says so. */
export function scale({ gaps, questions }: Material): Markup[] {
  const found = gaps.cohort.item_response ?? null;
  if (found === null)
    return gaps.cohort.answered === 0
      ? []
      : [
          html`<p class="note">Questions and learners are put on one scale from 50 learners on; ${gaps.cohort.answered} answered.</p>`,
        ];
  const stems = new Map(questions.items.map((item) => [item.id, item.stem]));
  return [
    html`<h3>Questions and learners on one scale</h3>
<p>${words(found)}</p>`,
    drawing(found),
    table(
      'How exact a result is, by ability',
      ['Ability', 'Information', 'Standard error'],
      found.information.map((each) => [
        each.ability.toFixed(1),
        decimal(each.information),
        decimal(each.standard_error),
      ]),
    ),
    table(
      'Questions on the scale',
      ['Question', 'Difficulty (± error)', 'Sharpness (± error)'],
      found.items.map((each) => [
        stems.get(each.item) ?? each.item,
        each.difficulty === null
          ? 'separates nobody'
          : `${each.difficulty.toFixed(2)} ${plusMinus(each.difficulty_error)}`,
        `${each.slope.toFixed(2)} ${plusMinus(each.slope_error)}`,
      ]),
    ),
    ...(found.left_out.length === 0
      ? []
      : [
          html`<p class="note">Left out, because such a question has no place on the scale: ${found.left_out
            .map(({ item, reason }) => `“${stems.get(item) ?? item}” (${reason})`)
            .join('; ')}.</p>`,
        ]),
  ];
}

function words({ model, n, reliability }: ItemResponse): string {
  const held =
    model === 'regularised_2pl'
      ? 'With fewer than 200 answers, or answers that leave a question open, extreme values are held back by a prior, so differences between questions look smaller than they are.'
      : 'No prior was needed.';
  return `A two-parameter model from ${n} learners. Ability 0 is this cohort’s average, 1 one standard deviation above. It is good for choosing questions that match a level and for seeing where results are exact; it adds little to the share right for ranking questions, and it says nothing of other cohorts. ${held} Reliability on this scale is ${reliability.toFixed(2)}.`;
}

function drawing({ information, items, learners }: ItemResponse): Markup {
  const most = Math.ceil(Math.max(1, ...information.map((each) => each.information)));
  const step = Math.max(1, Math.ceil(most / 5));
  const frame: Frame = {
    x: [-3, 3],
    y: [0, Math.ceil(most / step) * step],
    xTicks: ticks(-3, 3, 1),
    yTicks: ticks(0, Math.ceil(most / step) * step, step),
    xTitle: 'Ability (upper marks: learners; lower marks: questions by difficulty)',
    yTitle: 'Information',
  };
  const within = (value: number | null): value is number => value !== null && Math.abs(value) <= 3;
  return plot('How much the test tells about a learner, by ability', frame, (place) => [
    curve(
      place,
      information.map((each) => [each.ability, each.information] as const),
    ),
    learners
      .map((each) => each.ability)
      .filter(within)
      .map((at) => tick(place.x(at), place.y(frame.y[1]), 'learner')),
    items
      .map((each) => each.difficulty)
      .filter(within)
      .map((at) => tick(place.x(at), place.y(0) - 14, 'question')),
  ]);
}

function tick(x: number, y: number, kind: string): Markup {
  return html`<line class="rug ${kind}" x1="${x}" x2="${x}" y1="${y}" y2="${y + 14}"/>`;
}

function plusMinus(error: number | null): string {
  return error === null ? '(error unknown)' : `± ${error.toFixed(2)}`;
}
