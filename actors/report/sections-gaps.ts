/** The parts of the report about gaps: of the cohort, of each learner, and what cannot be told. */
import { bar, chart, swatch, track } from './charts.ts';
import { decimal, percent, TOO_FEW } from './figures.ts';
import { pill, standingOf } from './learner-parts.ts';
import { html, type Markup, type Piece, table } from './markup.ts';
import type { Material } from './material.ts';
import type { Section } from './section.ts';

/** With more learners than this, each one's intervals stand in their own report only. */
const SHOWN_WHOLE_MAX = 12;
const OBJECTIVES_MAX = 15;

/** Gaps by domain and objective over the cohort. */
export function gaps(material: Material): Section {
  const { cohort, pass_mark } = material.gaps;
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
          each.in_gap + each.undetermined + each.mastered === 0 ? TOO_FEW : decimal(each.severity),
        ]),
      ),
      html`<p class="small">Severity adds up how likely each learner is below the pass mark, weighed by the domain: it ranks what to teach first.</p>`,
      objectives(material),
    ],
  };
}

function cohortChart({ gaps: { cohort } }: Material): Piece & Markup {
  return chart(
    (['gap', 'undetermined', 'mastered'] as const).map((kind) => swatch(kind, kind)),
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

function objectives({ gaps: { cohort } }: Material): Markup {
  const asked = (cohort.objectives ?? []).slice(0, OBJECTIVES_MAX);
  if (asked.length === 0) return html``;
  return table(
    'Objectives, the most severe first',
    ['Objective', 'Questions', 'Gap', 'Undetermined', 'Mastered'],
    asked.map((each) => [
      html`${each.objective}<br><span class="small">${each.domain}</span>`,
      each.items,
      each.in_gap,
      each.undetermined,
      each.mastered,
    ]),
  );
}

/** Everybody at a glance, then each learner with intervals where there are not too many. */
export function learners(material: Material): Section {
  const all = material.gaps.learners;
  const whole = all.length <= SHOWN_WHOLE_MAX;
  return {
    id: 'learners',
    heading: 'Learners',
    body:
      all.length === 0
        ? html`<p class="note">No learner was invited.</p>`
        : [
            html`<p>Each learner has a report of their own with the same findings${whole ? '' : ', and there the intervals of each area'}.</p>`,
            overview(material),
            ...(whole ? all.map((each) => learnerPart(each, material.gaps.pass_mark)) : []),
          ],
  };
}

function overview({ gaps: { cohort, learners: all } }: Material): Markup {
  const domains = cohort.domains.map((each) => each.domain);
  return table(
    'Learners at a glance',
    ['Learner', 'Score', ...domains],
    all.map((learner) => [
      learner.learner,
      learner.answered ? percent(learner.score) : 'no answers',
      ...domains.map((domain) => {
        const found = learner.domains.find((each) => each.domain === domain);
        return found === undefined
          ? html`<span class="small">${TOO_FEW}</span>`
          : pill(found.verdict);
      }),
    ]),
  );
}

function learnerPart(learner: Material['gaps']['learners'][number], passMark: number): Markup {
  const heading = html`<h3>${learner.learner}</h3><p>${learner.statement}</p>`;
  if (!learner.answered || learner.domains.length === 0) return heading;
  return html`<div class="one-learner">${heading}${standingOf(learner, passMark)}</div>`;
}

/** What the answers cannot carry. */
export function openQuestions(material: Material): Section {
  const { cohort, learners: all } = material.gaps;
  const silent = all.filter((each) => !each.answered).map((each) => each.learner);
  const open = all.filter((each) => each.undetermined.length > 0);
  return {
    id: 'undetermined',
    heading: 'What stays undetermined',
    body: [
      ...cohort.statements.map((each) => html`<p class="note">${each}</p>`),
      ...(silent.length === 0
        ? []
        : [
            html`<p class="note">Never answered: ${silent.join(', ')}. There is no score and no finding about them.</p>`,
          ]),
      open.length === 0
        ? html`<p>No learner who answered is left without a verdict.</p>`
        : all.length > SHOWN_WHOLE_MAX
          ? openByDomain(material)
          : openByLearner(open),
    ],
  };
}

function openByLearner(open: Material['gaps']['learners']): Markup {
  return table(
    'Domains without a verdict',
    ['Learner', 'Domains', 'What follows'],
    open.map((each) => [
      each.learner,
      each.undetermined.join(', '),
      'more questions would decide; practice, no verdict',
    ]),
  );
}

function openByDomain({ gaps: { cohort, learners: all } }: Material): Markup {
  return table(
    'Learners without a verdict, by domain',
    ['Domain', 'Learners', 'Of', 'What follows'],
    cohort.domains.map(({ domain, in_gap, undetermined, mastered }) => [
      domain,
      all.filter((each) => each.undetermined.includes(domain)).length,
      in_gap + undetermined + mastered,
      'more questions would decide; practice, no verdict',
    ]),
  );
}
