/** How the assessment went, for the learner whose result it is: each area in plain words, no item, no rank. */
import { html } from '../page.ts';

/** What the gap analysis says of one learner. */
export interface LearnerOutcome {
  learner: string;
  answered: boolean;
  score: number | null;
  domains: AreaOutcome[];
}

export interface AreaOutcome {
  domain: string;
  items: number;
  correct: number;
  /** 80 % interval of the share right. */
  interval?: [number, number];
  verdict: 'gap' | 'undetermined' | 'mastered';
}

type Markup = ReturnType<typeof html>;

const WORDS = {
  gap: { sign: '!', word: 'Worth another look' },
  undetermined: { sign: '?', word: 'Too few questions to tell' },
  mastered: { sign: '✓', word: 'Mastered' },
};

/** Empty for a learner who never answered and so has no result. */
export function resultMarkup(outcome: LearnerOutcome | undefined): Markup {
  if (!outcome?.answered || outcome.score === null) return html``;
  const asked = outcome.domains.filter(({ items }) => items > 0);
  return html`<section id="results"><h2>Your results</h2>
<p>You answered ${Math.round(outcome.score * 100)} % of the questions right. A few questions are a small sample: the range says where your real share most likely lies.</p>
<ul class="areas">${asked.map(area)}</ul></section>`;
}

function area({ domain, items, correct, interval, verdict }: AreaOutcome): Markup {
  const { sign, word } = WORDS[verdict];
  const range = interval
    ? html`<span class="range">Most likely between ${percent(interval[0])} and ${percent(interval[1])}.</span>${bar(interval, correct / items)}`
    : '';
  return html`<li class="${verdict}"><h3>${domain}</h3>
<p class="verdict"><span class="sign" aria-hidden="true">${sign}</span> ${word}</p>
<p class="soft">${correct}\u00a0of\u00a0${items} right. ${range}</p></li>`;
}

/** The range as a bar; the words beside it say the same. */
function bar([low, high]: [number, number], share: number): Markup {
  const x = (part: number): string => (5 + part * 190).toFixed(1);
  return html`<svg class="bar" viewBox="0 0 200 16" aria-hidden="true" focusable="false"><line class="axis" x1="5" x2="195" y1="8" y2="8"/><line class="span" x1="${x(low)}" x2="${x(high)}" y1="8" y2="8"/><circle cx="${x(share)}" cy="8" r="5"/></svg>`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}\u00a0%`;
}
