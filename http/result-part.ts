/** How the assessment went, for the learner whose result it is: each area in plain words, no item, no rank. */
import { html } from './page.ts';

/** What the gap analysis says of one learner. */
export interface LearnerOutcome {
  learner: string;
  answered: boolean;
  score: number | null;
  domains: {
    domain: string;
    items: number;
    correct: number;
    verdict: 'gap' | 'undetermined' | 'mastered';
  }[];
}

const WORDS = {
  gap: 'Worth another look',
  undetermined: 'Too few questions to tell',
  mastered: 'Mastered',
};

/** Empty for a learner who never answered and so has no result. */
export function resultMarkup(outcome: LearnerOutcome | undefined): ReturnType<typeof html> {
  if (!outcome?.answered || outcome.score === null) return html``;
  return html`<section><h2>Your results</h2>
<p>You answered ${Math.round(outcome.score * 100)} % of the questions right.</p>
<table><thead><tr><th scope="col">Area</th><th scope="col">Right</th><th scope="col">What that says</th></tr></thead>
<tbody>${outcome.domains.map(
    ({ domain, items, correct, verdict }) =>
      html`<tr><th scope="row">${domain}</th><td>${correct}\u00a0of\u00a0${items}</td><td>${WORDS[verdict]}</td></tr>`,
  )}</tbody></table></section>`;
}
