/** The report as one HTML page that needs nothing else: no script, no outside file. */
import { moment } from './figures.ts';
import { html } from './markup.ts';
import type { Material } from './material.ts';
import { completionTime } from './result.ts';
import type { CertificationWorkflowResult } from './result-schema.ts';
import type { Section } from './section.ts';
import { gaps, openQuestions } from './sections-gaps.ts';
import { blueprint, items, outcome } from './sections-learning.ts';
import {
  approvals,
  artifacts,
  degradations,
  methods,
  quality,
  timings,
} from './sections-running.ts';
import { STYLE } from './style.ts';

/** The whole page, UTF-8 text. */
export function reportPage(
  material: Material,
  judged: CertificationWorkflowResult['quality'],
): string {
  const name = material.input.settings.certification_name;
  const sections: Section[] = [
    outcome(material, judged),
    blueprint(material),
    gaps(material),
    openQuestions(material),
    items(material),
    quality(judged),
    degradations(material),
    approvals(material),
    timings(material),
    artifacts(material),
    methods(material),
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}: certification report</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header><div>
<h1>${name}</h1>
<p>Certification report of workflow <code>${material.workflow}</code></p>
<p>${moment(completionTime(material))}. Learners appear by id only.</p>
</div></header>
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
<footer>Made by PresGen from the stored results of this workflow. The same figures for machines are in <code>result.json</code>.</footer>
</body>
</html>
`;
  return page.markup;
}
