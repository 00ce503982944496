/** The parts of the report about the run itself: quality, degradations, approvals, times, files. */

import { accountWords } from '../assessment/llm/account.ts';
import { byRule } from './by-rule.ts';
import { bytes, counted, moment, spaced } from './figures.ts';
import { html, type Markup, table } from './markup.ts';
import type { Material } from './material.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';
import type { Section } from './section.ts';

/** The quality score, rule by rule, and what to do about what failed. */
export function quality(judged: CertificationWorkflowResult['quality']): Section {
  const rules = byRule(judged.checks);
  return {
    id: 'quality',
    heading: 'Quality',
    body: [
      html`<p>${judged.overall_quality_score} of 100: the share of checks that hold, a hard check weighing three times a soft one. The work is ${judged.compliance_status === 'compliant' ? 'compliant' : 'not compliant'}, which depends on the hard checks alone.</p>`,
      table(
        'Scores by category',
        ['Category', 'Score', 'Checks', 'Failed', 'Standing'],
        (judged.categories ?? []).map((each) => [
          each.category,
          each.score === null ? 'not measured' : `${each.score} of 100`,
          `${each.checked}`,
          `${each.failed}`,
          spaced(each.compliance_status),
        ]),
      ),
      table(
        'Checks by rule',
        ['Rule', 'Kind', 'Held', 'Verdict'],
        rules.map((each) => [
          spaced(each.id),
          each.severity,
          `${each.passed} of ${each.total}`,
          verdict(each.passed === each.total, each.severity),
        ]),
      ),
      judged.recommendations.length === 0
        ? html`<p>Nothing to mend.</p>`
        : table(
            'Recommendations',
            ['About', 'Reason', 'Remedy'],
            judged.recommendations.map((each) => [each.subject, each.reason, each.fix]),
          ),
    ],
  };
}

function verdict(held: boolean, severity: 'hard' | 'soft'): Markup {
  if (held) return html`<span class="pill held">holds</span>`;
  return severity === 'hard'
    ? html`<span class="pill failed">fails</span>`
    : html`<span class="pill soft">see below</span>`;
}

/** What is less than it should be, and what people were warned about. */
export function degradations(material: Material): Section {
  const { degraded, warnings } = material.input;
  const videos = material.videos.filter((each) => each.degraded);
  const unseen = decksNotRendered(material);
  const none = degraded.length + warnings.length + videos.length + unseen.length === 0;
  return {
    id: 'degradations',
    heading: 'Degradations and warnings',
    body: none
      ? html`<p>Nothing was degraded and nothing was warned about.</p>`
      : [
          degraded.length === 0
            ? html`<p>No step was degraded.</p>`
            : html`<ul>${degraded.map((each) => html`<li>${each}</li>`)}</ul>`,
          ...videos.map(
            (each) => html`<p class="note">Video “${each.topic}” is degraded: ${each.rung}.</p>`,
          ),
          ...unseen.map(
            ([why, decks]) =>
              html`<p class="note">Rendered pages of ${counted(decks, 'deck')} were not looked at: ${why}.</p>`,
          ),
          warnings.length === 0
            ? html``
            : table(
                'Warnings',
                ['Code', 'Message'],
                warnings.map((each) => [html`<code>${each.code}</code>`, each.message]),
              ),
        ],
  };
}

/** Why decks were not looked at as rendered pages, and how many for each reason. */
function decksNotRendered({ decks }: Material): [why: string, decks: number][] {
  const reasons = decks.flatMap(({ meta }) => {
    const why = (meta.rendered as { not_run?: unknown } | undefined)?.not_run;
    return typeof why === 'string' ? [why] : [];
  });
  return [...Map.groupBy(reasons, (why) => why)].map(([why, same]) => [why, same.length]);
}

/** Who decided what about which content. */
export function approvals(material: Material): Section {
  const given = material.input.approvals;
  return {
    id: 'approvals',
    heading: 'Approvals',
    body:
      given.length === 0
        ? html`<p>No checkpoint was decided.</p>`
        : table(
            'Checkpoints in the order they were decided',
            ['Checkpoint', 'Verdict', 'By', 'When', 'Content', 'Comments'],
            given.map((each) => [
              spaced(each.kind),
              each.verdict.replaceAll('_', ' '),
              each.decisions.map((decision) => decision.by).join(', ') || 'its policy',
              moment(each.at),
              html`<code>${each.content_hash.slice(0, 12)}</code>`,
              each.decisions
                .map((decision) => decision.comment)
                .filter((text) => text !== '')
                .join(' / ') || 'none',
            ]),
          ),
  };
}

/** Every stored file with its hash. */
export function artifacts(material: Material): Section {
  return {
    id: 'artifacts',
    heading: 'Artefacts',
    body: [
      html`<p>${counted(material.artifacts.length, 'file')}, newest version of each. The hash tells whether a copy is the one approved here.</p>`,
      table(
        'Files',
        ['File', 'Type', 'Step', 'Size', 'sha256'],
        material.artifacts.map((each) => [
          each.name,
          each.type,
          spaced(each.step),
          bytes(each.bytes),
          html`<code>${each.sha256}</code>`,
        ]),
      ),
      table(
        'Documents the questions rest on',
        ['Document', 'sha256'],
        material.documents.map((each) => [each.title, html`<code>${each.sha256}</code>`]),
      ),
    ],
  };
}

/** How the figures came about and what they do not say. */
export function methods(material: Material): Section {
  const generators = new Set(
    material.questions.items.map((each) => `${each.generator.kind} ${each.generator.version}`),
  );
  const model = material.questions.generation;
  return {
    id: 'methods',
    heading: 'Methods and limits',
    body: html`<ul>
<li>Mastery of a domain is estimated from the learner’s answers alone with an even prior. Three questions rarely decide; ten usually do.</li>
<li>A verified source proves where a statement comes from, not that it is true.</li>
<li>Difficulty labels are estimates. Question generator: ${[...generators].join(', ') || 'none'}.</li>
${model === undefined ? html`` : html`<li>${accountWords(model)}</li>`}
<li>What a learner sent last before the form closed counts. An omitted question counts as wrong in the score.</li>
<li>Of ten questions a domain, about one in fifteen gaps found is none; of five, one in ten; of three, one in six. These shares hold for learners who are mostly good, and a pass mark of 70 %.</li>
<li>Statistics of questions from few learners describe this cohort and no other.</li>
</ul>`,
  };
}
