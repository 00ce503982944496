/** The part of the report about the questions: a map of them, one by one, and on one scale. */
import type { Item, ItemStatistics } from '../content.ts';
import { swatch } from './charts.ts';
import { counted, decimal, percent, spaced, span, TOO_FEW } from './figures.ts';
import { html, type Markup, type Piece, table } from './markup.ts';
import type { Material } from './material.ts';
import { area, dot, type Frame, plot, ticks } from './plots.ts';
import { scale } from './scale.ts';
import type { Section } from './section.ts';

/** With more questions than this, dots would hide each other's numbers. */
const NUMBERED_MAX = 45;

/** How the questions behaved. */
export function items(material: Material): Section {
  const { cohort } = material.gaps;
  const statistics = cohort.item_statistics;
  return {
    id: 'items',
    heading: 'Question statistics',
    body: [
      html`<p>From ${counted(cohort.answered, 'answered form')}. Each statistic stands with its number of answers; with few answers most cannot be computed, and then it says so.</p>`,
      ...(statistics.length === 0
        ? [html`<p class="note">There are ${TOO_FEW} for any statistic.</p>`]
        : [map(statistics), twin(material, statistics)]),
      ...scale(material),
    ],
  };
}

/** Difficulty against how well a question tells learners apart; none where neither is known. */
function map(statistics: readonly ItemStatistics[]): Markup {
  const known = statistics.flatMap(({ facility, discrimination, flags }, at) =>
    facility === null || discrimination === null
      ? []
      : [{ facility, discrimination, doubted: flags.some(isDoubt), number: at + 1 }],
  );
  if (known.length === 0)
    return html`<p class="note">There is no map of the questions: difficulty and discrimination take ten learners who do not all answer alike.</p>`;
  const lowest = Math.min(0, ...known.map((each) => each.discrimination));
  const highest = Math.max(0.6, ...known.map((each) => each.discrimination));
  const frame: Frame = {
    x: [0, 1],
    y: [Math.floor(lowest * 5) / 5, Math.ceil(highest * 5) / 5],
    xTicks: ticks(0, 1, 0.1, (at) => `${Math.round(at * 100)} %`),
    yTicks: ticks(Math.floor(lowest * 5) / 5, Math.ceil(highest * 5) / 5, 0.2, (at) =>
      at.toFixed(1),
    ),
    xTitle: 'Answered right: hard on the left, easy on the right',
    yTitle: 'Tells strong from weak',
  };
  const legend = [
    swatch('good', 'neither too hard nor too easy, and telling'),
    swatch('plain', 'question'),
    swatch('gap', 'question with a remark'),
  ];
  return plot(legend, frame, (place) => [
    area(place, [0.3, Math.max(0.15, frame.y[0])], [0.9, frame.y[1]], 'good'),
    known.map(({ facility, discrimination, doubted, number }) =>
      dot(
        place.x(facility),
        place.y(discrimination),
        known.length > NUMBERED_MAX ? null : String(number),
        doubted ? 'gap' : 'plain',
      ),
    ),
  ]);
}

/** An option nobody takes is no reason to doubt the question. */
function isDoubt(flag: string): boolean {
  return !flag.startsWith('unused_option');
}

function twin(material: Material, statistics: readonly ItemStatistics[]): Markup {
  const known = new Map(material.questions.items.map((item) => [item.id, item]));
  return table(
    'Questions, each with its source',
    [
      'Question',
      'No.',
      'Answers',
      'Right',
      'Discrimination',
      'Best less weakest',
      'Choices by option',
      'Remarks',
      'Source',
    ],
    statistics.map((each, at) => row(each, at + 1, known.get(each.item))),
  );
}

function row(each: ItemStatistics, number: number, item: Item | undefined): Piece[] {
  return [
    html`${item?.stem ?? each.item}<br><span class="small">${item?.domain ?? 'retired'}</span>`,
    number,
    each.n,
    each.facility === null
      ? TOO_FEW
      : html`${percent(each.facility)}<br><span class="small">${span(each.facility_interval)}</span>`,
    decimal(each.discrimination),
    decimal(each.upper_minus_lower ?? null),
    choices(each, item),
    each.flags.map(remark).join('; ') || 'none',
    item === undefined
      ? ''
      : html`${item.source.document_title}<br><span class="small">“${item.source.quote}”</span>`,
  ];
}

/** How many took each option, and how well they did on the rest of the test. */
function choices(
  { option_counts, option_rest_means, omitted }: ItemStatistics,
  item?: Item,
): Piece {
  const lines = option_counts.map((count, at) => {
    const rest = option_rest_means?.[at] ?? null;
    const right = item?.key === at ? ' ✓' : '';
    return `${letter(at)}${right} ${count}${rest === null ? '' : ` (rest ${rest.toFixed(1)})`}`;
  });
  if (omitted) lines.push(`left out ${omitted}`);
  return html`<span class="choices">${lines.map((line) => html`<span>${line}</span> `)}</span>`;
}

/** A flag as a person would say it. */
function remark(flag: string): string {
  const option = /^(unused_option|better_learners_chose_option)_(\d+)$/.exec(flag);
  if (option?.[1] === 'unused_option') return `nobody chose ${letter(Number(option[2]) - 1)}`;
  if (option) return `stronger learners chose ${letter(Number(option[2]) - 1)}: check the key`;
  return spaced(flag).toLowerCase();
}

function letter(at: number): string {
  return String.fromCharCode(65 + at);
}
