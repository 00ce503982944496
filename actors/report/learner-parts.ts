/** What is known of one learner, as the cohort's report and the learner's own show it. */
import type { DomainResult, GapReport, LearnerResult, Mastery } from '../content.ts';
import { chart, interval, mark, track } from './charts.ts';
import { percent, span, TOO_FEW } from './figures.ts';
import { html, type Markup, type Piece, table } from './markup.ts';

/** Each area with its interval, as a drawing and as a table. */
export function standingOf(learner: LearnerResult, passMark: number): Markup {
  return html`${intervals(learner.domains, passMark)}${table(
    `${learner.learner}, score ${percent(learner.score)}`,
    ['Domain', 'Right', '80 % interval', 'Below pass mark', 'Verdict'],
    learner.domains.map((each) => row(each.domain, each)),
  )}`;
}

/** Objectives that were asked about; empty where no question names one. */
export function objectivesOf({ objectives = [] }: LearnerResult): Piece {
  if (objectives.length === 0) return null;
  return table(
    'Objectives',
    ['Objective', 'Right', '80 % interval', 'Below pass mark', 'Verdict'],
    objectives.map((each) =>
      row(html`${each.objective}<br><span class="small">${each.domain}</span>`, each),
    ),
  );
}

/** Where a learner stands on the scale; null below 50 learners. */
export function abilityOf(
  { cohort }: GapReport,
  learner: string,
): { ability: number; standard_error: number } | null {
  return cohort.item_response?.learners.find((each) => each.learner === learner) ?? null;
}

/** A verdict in words and colour. */
export function pill(verdict: Mastery): Markup {
  return html`<span class="pill ${verdict}">${verdict}</span>`;
}

function intervals(domains: readonly DomainResult[], passMark: number): Markup {
  return chart(
    html`Share of right answers with its 80 % interval; the dashed line is the pass mark, ${percent(passMark)}`,
    domains.map((each) => ({
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
  );
}

function row(name: Piece, each: DomainResult): Piece[] {
  if (each.items === 0) return [name, 'no questions', TOO_FEW, TOO_FEW, pill('undetermined')];
  return [
    name,
    `${each.correct} of ${each.items}`,
    span(each.interval),
    `${percent(each.p_below_cut)} likely`,
    pill(each.verdict),
  ];
}
