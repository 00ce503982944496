/** The parts of the report about gaps: of the cohort, of each learner, and what cannot be told. */
import type { DomainResult, LearnerResult, Mastery } from '../content.ts';
import { bar, chart, interval, mark, swatch, track } from './charts.ts';
import { decimal, percent, span, TOO_FEW } from './figures.ts';
import { html, type Markup, type Piece, table } from './markup.ts';
import type { Material } from './material.ts';
import type { Section } from './section.ts';

const WORDS: Record<Mastery, string> = {
  gap: 'gap',
  undetermined: 'undetermined',
  mastered: 'mastered',
};

/** Gaps by domain over the cohort, then learner by learner with intervals. */
export function gaps(material: Material): Section {
  const { cohort, learners, pass_mark } = material.gaps;
  return {
    id: 'gaps',
    heading: 'Gaps by domain',
    body: [
      html`<p>A domain is a gap when mastery lies below ${percent(pass_mark)} with a probability of at least 80 %, mastered when that probability is at most 20 %, and otherwise undetermined.</p>`,
      cohortChart(material),
      table(
        'Verdicts by domain',
        ['Domain', 'Gap', 'Undetermined', 'Mastered', 'Severity'],
        cohort.domains.map((each) => [
          each.domain,
          each.in_gap,
          each.undetermined,
          each.mastered,
          decimal(each.severity),
        ]),
      ),
      overview(material),
      ...learners.map((learner) => learnerPart(learner, pass_mark)),
    ],
  };
}

function cohortChart({ gaps: { cohort } }: Material): Piece & Markup {
  return chart(
    (['gap', 'undetermined', 'mastered'] as const).map((kind) => swatch(kind, WORDS[kind])),
    cohort.domains.map((each) => {
      const all = Math.max(1, each.in_gap + each.undetermined + each.mastered);
      const first = (each.in_gap / all) * 100;
      const second = first + (each.undetermined / all) * 100;
      const none = each.in_gap + each.undetermined + each.mastered === 0;
      return {
        label: each.domain,
        drawing: none
          ? track()
          : [
              bar(0, first, 'gap'),
              bar(first, second, 'undetermined'),
              bar(second, 100, 'mastered'),
            ],
        value: none ? TOO_FEW : `${each.in_gap} of ${all} in gap`,
      };
    }),
  );
}

function overview({ gaps: { cohort, learners } }: Material): Markup {
  const domains = cohort.domains.map((each) => each.domain);
  return table(
    'Learners at a glance',
    ['Learner', 'Score', ...domains],
    learners.map((learner) => [
      learner.learner,
      learner.answered ? percent(learner.score) : 'no answers',
      ...domains.map((domain) => {
        const found = learner.domains.find((each) => each.domain === domain);
        return found === undefined ? TOO_FEW : pill(found.verdict);
      }),
    ]),
  );
}

function learnerPart(learner: LearnerResult, passMark: number): Markup {
  const heading = html`<h3>${learner.learner}</h3><p>${learner.statement}</p>`;
  if (!learner.answered || learner.domains.length === 0) return heading;
  return html`${heading}${chart(
    html`Share of right answers with its 80 % interval; the dashed line is the pass mark, ${percent(passMark)}`,
    learner.domains.map((each) => ({
      label: each.domain,
      drawing:
        each.items === 0
          ? track()
          : [
              track(),
              interval(
                each.interval[0] * 100,
                (each.correct / each.items) * 100,
                each.interval[1] * 100,
                each.verdict,
              ),
              mark(passMark * 100),
            ],
      value: each.items === 0 ? TOO_FEW : `${each.correct} of ${each.items}`,
    })),
  )}${table(
    `${learner.learner}, score ${percent(learner.score)}`,
    ['Domain', 'Right', '80 % interval', 'Below pass mark', 'Verdict'],
    learner.domains.map(domainRow),
  )}`;
}

function domainRow(each: DomainResult): Piece[] {
  if (each.items === 0)
    return [each.domain, 'no questions', TOO_FEW, TOO_FEW, pill('undetermined')];
  return [
    each.domain,
    `${each.correct} of ${each.items}`,
    span(each.interval),
    `${percent(each.p_below_cut)} likely`,
    pill(each.verdict),
  ];
}

function pill(verdict: Mastery): Markup {
  return html`<span class="pill ${verdict}">${WORDS[verdict]}</span>`;
}

/** What the answers cannot carry. */
export function openQuestions(material: Material): Section {
  const { cohort, learners } = material.gaps;
  const silent = learners.filter((each) => !each.answered);
  const open = learners.filter((each) => each.undetermined.length > 0);
  const statements = cohort.statements.map((each) => html`<p class="note">${each}</p>`);
  return {
    id: 'undetermined',
    heading: 'What stays undetermined',
    body: [
      ...statements,
      ...silent.map((each) => html`<p class="note">${each.learner}: ${each.statement}</p>`),
      open.length === 0
        ? html`<p>No learner who answered is left without a verdict.</p>`
        : table(
            'Domains without a verdict',
            ['Learner', 'Domains', 'What follows'],
            open.map((each) => [
              each.learner,
              each.undetermined.join(', '),
              'more questions would decide; practice, no verdict',
            ]),
          ),
    ],
  };
}
