/** The part of the report about time and cost: over the run, against the forecast, and in effort. */
import { accountWords } from '../assessment/llm/account.ts';
import { bar, chart, mark, swatch, track } from './charts.ts';
import { bytes, counted, duration, moment, spaced } from './figures.ts';
import type { Forecast } from './forecast.ts';
import { html, type Markup, table } from './markup.ts';
import type { Material } from './material.ts';
import type { Section } from './section.ts';

/** How long each step took, over the whole run, what was expected, and what it cost. */
export function timings(material: Material): Section {
  const steps = material.input.timings;
  return {
    id: 'timings',
    heading: 'Time and cost',
    body:
      steps.length === 0
        ? html`<p>No step was timed.</p>`
        : [...course(steps), ...foretold(material.forecast), cost(material)],
  };
}

function course(steps: Material['input']['timings']): Markup[] {
  const start = Math.min(...steps.map((each) => each.entered_at));
  const end = Math.max(...steps.map((each) => each.completed_at ?? each.entered_at));
  const whole = Math.max(1, end - start);
  const at = (ms: number) => ((ms - start) / whole) * 100;
  const took = (each: (typeof steps)[number]) =>
    duration(each.completed_at === null ? null : each.completed_at - each.entered_at);
  return [
    html`<p>${duration(end - start)} from the first step to the last, waiting for people included.</p>`,
    chart(
      'Each step over the whole run',
      steps.map((each) => ({
        label: spaced(each.step),
        drawing: [
          track(),
          bar(
            at(each.entered_at),
            Math.max(at(each.entered_at) + 0.7, at(each.completed_at ?? end)),
            'plain',
          ),
        ],
        value: took(each),
      })),
    ),
    table(
      'Steps',
      ['Step', 'Entered', 'Took', 'Attempts'],
      steps.map((each) => [spaced(each.step), moment(each.entered_at), took(each), each.attempts]),
    ),
  ];
}

/** Work alone: how long people and learners take their time is nothing to predict. */
function foretold(forecast: Forecast | null): Markup[] {
  const known = (forecast?.steps ?? []).flatMap(({ step, predicted_ms, actual_ms }) =>
    predicted_ms === null ? [] : [{ step, predicted_ms, actual_ms }],
  );
  if (forecast === null || known.length === 0)
    return [
      html`<p class="note">Nothing was predicted: too few workflows ended before this one (${forecast?.runs ?? 0}).</p>`,
    ];
  const most = Math.max(1, ...known.map((each) => Math.max(each.predicted_ms, each.actual_ms)));
  return [
    html`<h3>Predicted and actual work</h3>
<p>Predicted is the median of ${counted(forecast.runs, 'earlier workflow')}; waits for people and learners count in neither.</p>`,
    chart(
      [swatch('plain', 'actual'), html`<span class="small">dashed line: predicted</span>`],
      known.map(({ step, predicted_ms, actual_ms }) => ({
        label: spaced(step),
        drawing: [
          track(),
          bar(0, Math.max(0.7, (actual_ms / most) * 100), 'plain'),
          mark((predicted_ms / most) * 100),
        ],
        value: duration(actual_ms),
      })),
    ),
    table(
      'Work predicted and actual',
      ['Step', 'Predicted', 'Actual', 'Difference'],
      known.map(({ step, predicted_ms, actual_ms }) => [
        spaced(step),
        duration(predicted_ms),
        duration(actual_ms),
        `${actual_ms < predicted_ms ? '−' : '+'} ${duration(Math.abs(actual_ms - predicted_ms))}`,
      ]),
    ),
  ];
}

/** What it took; money is named only where somebody was paid. */
function cost(material: Material): Markup {
  const attempts = material.input.timings.reduce((sum, each) => sum + each.attempts, 0);
  const work = material.forecast?.steps.reduce((sum, each) => sum + each.actual_ms, 0);
  const size = material.artifacts.reduce((sum, each) => sum + each.bytes, 0);
  return table(
    'What it took',
    ['Kind', 'Amount', 'Remark'],
    [
      [
        'Machine work',
        work === undefined ? 'not measured' : duration(work),
        `${counted(attempts, 'attempt')} of calls, repeats included`,
      ],
      paid(material),
      ['Files', bytes(size), counted(material.artifacts.length, 'file')],
    ],
  );
}

function paid({ questions: { generation } }: Material): string[] {
  const kind = 'Paid language model';
  if (!generation)
    return [kind, 'none', 'questions, slides and narration were made on this installation'];
  const { cost_usd } = generation.spend;
  const amount = cost_usd === null ? 'cost unknown' : `$${cost_usd.toFixed(4)}`;
  return [kind, amount, accountWords(generation)];
}
