/** The parts of the report about the outcome and the questions. */
import { filmRung } from '../../machines/vocabulary.ts';
import { bar, chart, swatch } from './charts.ts';
import { counted, percent, TOO_FEW } from './figures.ts';
import { html, type Markup, table } from './markup.ts';
import type { Material } from './material.ts';
import { nextSteps } from './next-steps.ts';
import { succeeded } from './result.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';
import type { Section } from './section.ts';

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
    ? `${cohort.answered} of ${counted(cohort.invited, 'learner')} answered, and ${decksFor(material)}.`
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
        fact('Videos', videosMade(material)),
        fact('Quality score', `${judged.overall_quality_score} of 100`),
        fact(
          'Compliance',
          judged.compliance_status === 'compliant' ? 'compliant' : 'not compliant',
          true,
        ),
        fact('Common weak areas', cohort.common_weak_areas.join(', ') || 'none', true),
      ]}</dl>`,
      steps(material, judged),
    ],
  };
}

/** Without a gap there is no deck to speak of, which is not to say that everybody has mastered it. */
function decksFor({ gaps: { cohort } }: Material): string {
  return cohort.domains.some(({ in_gap }) => in_gap > 0)
    ? 'every learner with a gap has a deck to close it'
    : 'no gap was found in their answers';
}

function steps(material: Material, judged: CertificationWorkflowResult['quality']): Markup {
  const found = nextSteps(material, judged);
  if (found.length === 0) return html`<p>There is nothing that has to be done next.</p>`;
  return html`<h3>What to do next</h3><ol class="next">${found.map(
    ({ what, why }) =>
      html`<li><strong>${what}</strong><br><span class="small">${why}.</span></li>`,
  )}</ol>`;
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

/** How many there are, and how they were made where that is known. */
function videosMade({ videos }: Material): string {
  const films = videos.filter(({ video }) => video !== null);
  const ways = [...new Set(films.map(({ rung }) => filmRung(rung)))].filter((way) => way !== null);
  return ways.length === 0 ? String(films.length) : `${films.length} (${ways.join('; ')})`;
}
