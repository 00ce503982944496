/** A form as a page: one section at a time, how far one is, problems summed up on top. */

import { html } from '../page.ts';
import type { FormPage } from '../server-ports.ts';
import { type Answers, openIn, type Problems, sectionOf } from './form-answers.ts';
import { fieldMarkup } from './form-field.ts';
import { clockMarkup, momentMarkup } from './reader-locale.ts';

type Markup = ReturnType<typeof html>;

export interface FormView {
  form: FormPage;
  /** Address of the form, without a query. */
  path: string;
  /** Number of the section shown, from 1. */
  section: number;
  answers: Answers;
  problems: Problems;
  /** Tells one page from the next; null shows the whole form without taking answers. */
  token: string | null;
  /** Comes before the questions of the first section. */
  intro: Markup;
  /** Moments in ms since 1970; null where there is none. */
  closesAt: number | null;
  savedAt: number | null;
  handedInAt: number | null;
  /** Whether somebody comes back to answers they had begun. */
  isReturning: boolean;
  /** Whether something was changed since it was handed in. */
  isUnsent: boolean;
  /** What happened to what was just sent, if that needs words. */
  notice: string | null;
  locale: string;
}

/** The whole form to look at, as educators see an assessment. */
export function previewMarkup(view: Pick<FormView, 'form' | 'intro'>): Markup {
  const { form, intro } = view;
  return html`${intro}<p class="notice">This is a preview. Learners answer through links of their own.</p>
<form>${form.sections.map((_, index) => sectionMarkup(form, index, {}, []))}</form>`;
}

export function formMarkup(view: FormView): Markup {
  const { form, path, section, answers, problems, token } = view;
  const isLast = section >= form.sections.length;
  return html`${progress(view)}${problems.length === 0 ? '' : summary(view)}${view.notice === null ? '' : html`<p class="notice" role="alert">${view.notice}</p>`}${standing(view)}${section === 1 ? view.intro : ''}<form method="post" action="${path}?section=${section}" novalidate data-autosave="${path}/draft"${view.handedInAt === null ? '' : html` data-handed-in="yes"`}>
<input type="hidden" name="submission_token" value="${token ?? ''}">
${sectionMarkup(form, section - 1, answers, problems)}
<div class="ways">${isLast ? html`<button type="submit" name="go" value="send">${view.handedInAt === null ? 'Send my answers' : 'Send my changed answers'}</button>` : html`<button type="submit" name="go" value="next">Save and go on</button>`}${section > 1 ? html`<button class="quiet" type="submit" name="go" value="back">Back</button>` : ''}</div>
${isLast ? stillOpen(view) : ''}<p class="note saved" data-saved>${view.savedAt === null ? '' : html`Saved ${clockMarkup(view.savedAt, view.locale)}`}</p>
<p class="note" role="status" data-trouble></p>
<p class="note">${until(view)}</p>
</form>`;
}

/** Whoever reads with the ears hears it in the title too. */
export function titleOf({ form, section, problems }: FormView): string {
  const many = form.sections.length;
  const place = many > 1 ? `section ${section} of ${many} – ` : '';
  return `${problems.length > 0 ? 'Please check: ' : ''}${place}${form.title}`;
}

function progress({ form, section }: FormView): Markup | '' {
  const many = form.sections.length;
  if (many < 2) return '';
  return html`<p class="progress"><span>Section ${section} of ${many}</span><progress value="${section}" max="${many}" aria-label="Section ${section} of ${many}"></progress></p>`;
}

function sectionMarkup(
  form: FormPage,
  index: number,
  answers: Answers,
  problems: Problems,
): Markup {
  const section = form.sections[index];
  if (section === undefined) return html``;
  const before = form.sections
    .slice(0, index)
    .reduce((sum, { questions }) => sum + questions.length, 0);
  return html`<section>${section.title === '' ? '' : html`<h2 dir="auto">${section.title}</h2>`}${section.description === '' ? '' : html`<p dir="auto">${section.description}</p>`}
${section.questions.map((question, at) => fieldMarkup(question, before + at + 1, answers[question.id] ?? '', problems))}</section>`;
}

/** Takes the focus without a script: `autofocus` works on anything that can have it. */
function summary({ form, section, path, problems }: FormView): Markup {
  const titles = new Map(
    form.sections.flatMap(({ questions }) => questions.map(({ id, title }) => [id, title])),
  );
  const address = (question: string) => {
    const at = sectionOf(form, question);
    return `${at === section ? '' : `${path}?section=${at}`}#q-${question}`;
  };
  return html`<div class="problems" role="alert" tabindex="-1" autofocus id="problems"><h2>Please check your answers</h2><ul>${problems.map(
    ({ question, message }) =>
      html`<li><a href="${address(question)}"><bdi>${titles.get(question) ?? 'A question of an earlier version'}</bdi></a><span class="why">${message}</span></li>`,
  )}</ul></div>`;
}

function standing({ handedInAt, isUnsent, isReturning, locale }: FormView): Markup | '' {
  if (handedInAt === null)
    return !isReturning
      ? ''
      : html`<p class="notice">Welcome back. What you answered before is still here; it counts once you send it.</p>`;
  const when = momentMarkup(handedInAt, locale);
  return isUnsent
    ? html`<p class="notice">You handed in your answers on ${when}. You have changed something since; send it again to make it count.</p>`
    : html`<p class="notice">You handed in these answers on ${when}. You need do nothing more.</p>`;
}

function stillOpen({ form, answers }: FormView): Markup | '' {
  const open = openIn(form, answers);
  const elsewhere = open.slice(0, -1);
  if (elsewhere.every((count) => count === 0)) return '';
  return html`<div class="notice"><p>Some questions of other sections are still open. You may leave them so, or go back to them:</p><p class="jumps">${elsewhere.map(
    (count, index) =>
      count === 0
        ? ''
        : html`<button class="quiet" type="submit" name="go" value="${index + 1}">Section ${index + 1}: ${count} open</button> `,
  )}</p></div>`;
}

function until({ closesAt, locale }: FormView): Markup {
  const end =
    closesAt === null ? html`until the form closes` : html`until ${momentMarkup(closesAt, locale)}`;
  return html`You can change your answers ${end}. What you send last before then counts.`;
}

/** What somebody reads whose answers have arrived. */
export function thanksMarkup(
  view: Pick<FormView, 'form' | 'path' | 'closesAt' | 'handedInAt' | 'locale'>,
): Markup {
  const { form, path, closesAt, handedInAt, locale } = view;
  const at = handedInAt === null ? '' : html` on ${momentMarkup(handedInAt, locale)}`;
  const end =
    closesAt === null ? html`until the form closes` : html`until ${momentMarkup(closesAt, locale)}`;
  return html`<div class="done"><p>Your answers to “<bdi>${form.title}</bdi>” have arrived${at}.</p></div>
<p>You can close this page. If you want to, you can still <a href="${path}">look at your answers and change them</a> ${end}.</p>`;
}
