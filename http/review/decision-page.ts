/** A decision as a page without script, for whoever comes from a mail: what it is about, and two buttons. */
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import type { CheckpointKind } from '../../machines/vocabulary.ts';
import { html } from '../page.ts';
import type { QuestionChange } from './question-changes.ts';

type Markup = ReturnType<typeof html>;

export interface DecisionFacts {
  id: string;
  person: string;
  course: string;
  context: CheckpointContext;
  content: unknown;
  /** Why this person cannot approve, or decide at all. */
  approve: string | null;
  decide: string | null;
  /** What a visitor should know first: nothing, or what happened to what they just sent. */
  notice: string | null;
  /** Since the version a stale decision was about. */
  changes: QuestionChange[];
}

const TITLES: Record<CheckpointKind, string> = {
  questions: 'Questions to review',
  gaps: 'Gap analysis to review',
  scripts: 'Video scripts to review',
  release: 'Release to approve',
};

export function decisionTitle(kind: CheckpointKind): string {
  return TITLES[kind];
}

export function decisionMarkup(facts: DecisionFacts): Markup {
  const { context, notice, course, id, person } = facts;
  return html`${notice === null ? '' : html`<p class="notice" role="alert">${notice}</p>`}
<p>${course}, version ${context.subject.version}. Due by ${inUtc(context.due_at)}. <a href="#decide">To the decision</a></p>
${changesMarkup(facts.changes)}
${summaryMarkup(context.kind, facts.content)}
<h2 id="decide">Your decision</h2>
<p><a href="/inbox/${encodeURIComponent(id)}">Read it in full, with sources, in your inbox</a> (you may have to log in).</p>
${facts.decide === null ? forms(facts) : html`<p class="notice">${sentence(facts.decide)}</p>`}
<p class="note">You decide as ${person}. This link works for one decision; opening it decides nothing.</p>`;
}

function forms({ context, approve }: DecisionFacts): Markup {
  const hash = html`<input type="hidden" name="content_hash" value="${context.subject.content_hash}">`;
  const missing = context.policy.quorum - context.approvals.length;
  return html`<p>${missing === 1 ? 'One approval is missing.' : `${missing} approvals are missing.`}</p>
${
  approve === null
    ? html`<form method="post">${hash}<input type="hidden" name="verdict" value="approve">
<p><button type="submit">Approve</button></p></form>`
    : html`<p class="notice">${sentence(approve)}</p>`
}
<details><summary>Ask for changes, or reject</summary>
<form method="post">${hash}
<fieldset class="question"><legend>What should happen?</legend>
<label class="option"><input type="radio" name="verdict" value="request_changes" required><span>It is made anew with my comment</span></label>
<label class="option"><input type="radio" name="verdict" value="reject"><span>It is rejected, and the workflow stops for now</span></label></fieldset>
<div class="question"><label for="comment">What is wrong, or should be different?</label>
<textarea id="comment" name="comment" rows="4" maxlength="5000" required></textarea></div>
<p><button type="submit">Send</button></p></form></details>`;
}

function changesMarkup(changes: QuestionChange[]): Markup | '' {
  if (changes.length === 0) return '';
  return html`<h2>What has changed since</h2><ul>${changes.map(
    ({ before, after }) =>
      html`<li>${before === null ? '' : html`<del>${before.stem}</del> `}${after === null ? '' : html`<ins>${after.stem}</ins>`}</li>`,
  )}</ul>`;
}

interface Item {
  stem: string;
  options: string[];
  key: number;
  domain: string;
  source: { document_title: string; quote: string };
  knowledge_source_verified: boolean;
}

function summaryMarkup(kind: CheckpointKind, content: unknown): Markup {
  const { items, cohort, topics, files } = Object(content) as {
    items?: Item[];
    cohort?: { answered: number; invited: number; common_weak_areas: string[] };
    topics?: { title: string; segments: unknown[] }[];
    files?: { name: string; folder: string }[];
  };
  if (kind === 'questions' && items) return questionsMarkup(items);
  if (kind === 'gaps' && cohort)
    return html`<p>${cohort.answered} of ${cohort.invited} learners answered. Weak in common: ${cohort.common_weak_areas.join(', ') || 'none'}.</p>`;
  if (kind === 'scripts' && topics)
    return html`<ul>${topics.map(({ title, segments }) => html`<li>${title}: ${segments.length} slides</li>`)}</ul>`;
  if (kind === 'release' && files)
    return html`<p>${files.length} files are shared with learners after approval.</p><ul>${files.map(({ name }) => html`<li>${name}</li>`)}</ul>`;
  return html`<p>The content is shown in the inbox.</p>`;
}

function questionsMarkup(items: Item[]): Markup {
  const unverified = items.filter((item) => !item.knowledge_source_verified).length;
  return html`<p>${items.length} questions${unverified === 0 ? ', every one with a verified source' : `, ${unverified} without a verified source`}.</p>
${items.map(
  ({ stem, options, key, source }, at) =>
    html`<details class="question"><summary>${at + 1}. ${stem}</summary><ol type="A">${options.map(
      (option, place) =>
        html`<li>${option}${place === key ? html` <strong>(key)</strong>` : ''}</li>`,
    )}</ol><p class="note">${source.document_title}: “${source.quote}”</p></details>`,
)}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function inUtc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
