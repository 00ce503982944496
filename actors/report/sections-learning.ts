/** The parts of the report about questions, answers and gaps. */
import type { DomainResult, LearnerResult, Mastery } from '../content.ts';
import { bar, chart, interval, mark, swatch, track } from './charts.ts';
import { counted, decimal, percent, span, TOO_FEW } from './figures.ts';
import { html, type Markup, type Piece, table } from './markup.ts';
import type { Material } from './material.ts';
import type { Section } from './page.ts';
import { succeeded } from './result.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';

const WORDS: Record<Mastery, string> = {
  gap: 'gap',
  undetermined: 'undetermined',
  mastered: 'mastered',
};

/** What came of it, in one screen. */
export function outcome(
  material: Material,
  judged: CertificationWorkflowResult['quality'],
): Section {
  const { cohort } = material.gaps;
  const wanted = material.questions.blueprint.reduce((sum, each) => sum + each.wanted, 0);
  const fact = (name: string, value: string, words = false) =>
    html`<div><dt>${name}</dt><dd class="${words ? 'words' : ''}">${value}</dd></div>`;
  const mean = percent(cohort.mean_score);
  const lead = succeeded(material)
    ? `${cohort.answered} of ${counted(cohort.invited, 'learner')} answered, and every learner with a gap has a deck to close it.`
    : `The main outcome is incomplete: ${missing(material)}.`;
  return {
    id: 'outcome',
    heading: 'Outcome',
    body: [
      html`<p class="lead">${lead}</p>`,
      html`<dl class="facts">${[
        fact('Answered', `${cohort.answered} of ${cohort.invited}`),
        fact('Mean score', mean, mean === TOO_FEW),
        fact('Questions', `${material.questions.items.length} of ${wanted}`),
        fact('Decks', String(material.decks.length)),
        fact('Videos', String(material.videos.filter((each) => each.video !== null).length)),
        fact('Quality score', `${judged.overall_quality_score} of 100`),
        fact(
          'Compliance',
          judged.compliance_status === 'compliant' ? 'compliant' : 'not compliant',
          true,
        ),
        fact('Common weak areas', cohort.common_weak_areas.join(', ') || 'none', true),
      ]}</dl>`,
    ],
  };
}

function missing(material: Material): string {
  if (material.questions.items.length === 0) return 'there are no questions';
  if (material.gaps.cohort.answered === 0) return 'nobody answered';
  return 'a learner with a gap has no deck';
}

/** What was to be asked and what the documents carried. */
export function blueprint(material: Material): Section {
  const rows = material.questions.blueprint;
  const most = Math.max(1, ...rows.map((each) => each.wanted));
  const short = rows.filter((each) => each.got < each.wanted);
  const intro =
    short.length === 0
      ? 'The documents carried every question the blueprint asked for.'
      : `The documents carried less than the blueprint asked for in ${counted(short.length, 'domain')}. Nothing was made up to fill the difference.`;
  return {
    id: 'blueprint',
    heading: 'Blueprint and deficit',
    body: [
      html`<p>${intro}</p>`,
      chart(
        [swatch('plain', 'questions made'), swatch('track', 'asked for')],
        rows.map((each) => ({
          label: each.domain,
          drawing: [
            bar(0, (each.wanted / most) * 100, 'track'),
            bar(0, (each.got / most) * 100, 'plain'),
          ],
          value: `${each.got} of ${each.wanted}`,
        })),
      ),
      table(
        'Questions by domain',
        ['Domain', 'Weight', 'Asked for', 'Made', 'Reason for a difference'],
        rows.map((each) => [
          each.domain,
          `${Math.round(each.weight * 10) / 10}`,
          each.wanted,
          each.got,
          each.reason ?? (each.got === each.wanted ? 'none needed' : 'not stated'),
        ]),
      ),
    ],
  };
}

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

/** How the questions behaved. */
export function items(material: Material): Section {
  const stems = new Map(material.questions.items.map((item) => [item.id, item]));
  const statistics = material.gaps.cohort.item_statistics;
  return {
    id: 'items',
    heading: 'Question statistics',
    body: [
      html`<p>From ${counted(material.gaps.cohort.answered, 'answered form')}. Each statistic stands with its number of answers; with few answers most cannot be computed, and then it says so.</p>`,
      statistics.length === 0
        ? html`<p class="note">There are ${TOO_FEW} for any statistic.</p>`
        : table(
            'Questions, each with its source',
            [
              'Question',
              'Answers',
              'Right',
              'Discrimination',
              'Choices by option',
              'Remarks',
              'Source',
            ],
            statistics.map((each) => {
              const item = stems.get(each.item);
              return [
                html`${item?.stem ?? each.item}<br><span class="small">${item?.domain ?? 'retired'}</span>`,
                each.n,
                each.facility === null
                  ? TOO_FEW
                  : `${percent(each.facility)} (${span(each.facility_interval)})`,
                decimal(each.discrimination),
                each.option_counts
                  .map((n, at) => `${String.fromCharCode(65 + at)} ${n}`)
                  .join(', '),
                each.flags.join(', ') || 'none',
                item === undefined
                  ? ''
                  : html`${item.source.document_title}<br><span class="small">“${item.source.quote}”</span>`,
              ];
            }),
          ),
    ],
  };
}
