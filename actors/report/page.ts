/** Reports as HTML pages that need nothing else: no script, no outside file. */
import { counted, moment } from './figures.ts';
import { html, type Markup } from './markup.ts';
import type { Material } from './material.ts';
import { completionTime } from './result.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';
import type { Section } from './section.ts';
import { items } from './section-items.ts';
import { scores } from './section-scores.ts';
import { timings } from './section-timings.ts';
import { gaps, learners, openQuestions } from './sections-gaps.ts';
import { blueprint, outcome } from './sections-learning.ts';
import { approvals, artifacts, degradations, methods, quality } from './sections-running.ts';
import { STYLE } from './style.ts';

/** The cohort's page, UTF-8 text. */
export function reportPage(
  material: Material,
  judged: CertificationWorkflowResult['quality'],
): string {
  const { cohort } = material.gaps;
  return documentOf({
    title: material.input.settings.certification_name,
    kind: 'certification report',
    lines: [
      html`Results of ${counted(cohort.invited, 'learner')}, ${cohort.answered} of whom answered`,
      html`${moment(completionTime(material))}. Workflow <code>${material.workflow}</code>. Learners appear by id only.`,
    ],
    sections: [
      outcome(material, judged),
      gaps(material),
      learners(material),
      openQuestions(material),
      scores(material),
      items(material),
      blueprint(material),
      quality(judged),
      degradations(material),
      approvals(material),
      timings(material),
      artifacts(material),
      methods(material),
    ],
    foot: html`Made by PresGen from the stored results of this workflow. The same figures for machines are in <code>result.json</code>.`,
  });
}

export interface Page {
  title: string;
  kind: string;
  /** Under the title. */
  lines: Markup[];
  sections: Section[];
  foot: Markup;
}

/** A whole page: title, contents, parts, foot. */
export function documentOf({ title, kind, lines, sections, foot }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: ${kind}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header><div>
<h1>${title}</h1>
${lines.map(
  (line) => html`<p>${line}</p>
`,
)}</div></header>
<main>
<nav aria-label="Parts of this report"><ul>${sections.map(
    (each) => html`<li><a href="#${each.id}">${each.heading}</a></li>`,
  )}</ul></nav>
${sections.map(
  (each) => html`<section id="${each.id}" aria-labelledby="${each.id}-heading">
<h2 id="${each.id}-heading">${each.heading}</h2>
${each.body}
</section>
`,
)}</main>
<footer>${foot}</footer>
</body>
</html>
`;
  return page.markup;
}
