/** A form as a page: one fieldset a question, a heading a section, problems summed up on top. */
import { html } from './page.ts';
import type { FormPage, FormQuestion } from './server-ports.ts';

type Markup = ReturnType<typeof html>;
type Problems = { question: string; message: string }[];

/**
 * @param answers what is ticked already
 * @param token makes a double submit one response; null shows the form without taking answers
 * @param intro what comes before the questions
 */
export function formMarkup(
  form: FormPage,
  answers: Record<string, string>,
  problems: Problems,
  token: string | null,
  intro: Markup,
): Markup {
  return html`${problems.length === 0 ? '' : summary(form, problems)}
${intro}
${token === null ? html`<p class="notice">This is a preview. Learners answer through links of their own.</p>` : ''}<form method="post" novalidate>
${token === null ? '' : html`<input type="hidden" name="submission_token" value="${token}">`}
${form.sections.map(
  (
    section,
  ) => html`<section>${section.title === '' ? '' : html`<h2>${section.title}</h2>`}${section.description === '' ? '' : html`<p>${section.description}</p>`}
${section.questions.map((question) => field(question, answers[question.id] ?? '', problems))}</section>`,
)}
${
  token === null
    ? ''
    : html`<p><button type="submit">Send my answers</button></p>
<p class="note">You can change your answers until the form closes. What you send last before then counts.</p>`
}
</form>`;
}

function summary(form: FormPage, problems: Problems): Markup {
  const titles = new Map(
    form.sections.flatMap(({ questions }) => questions.map(({ id, title }) => [id, title])),
  );
  return html`<div class="problems" role="alert" tabindex="-1" id="problems"><h2>Please check your answers</h2><ul>${problems.map(
    ({ question, message }) =>
      html`<li><a href="#q-${question}">${titles.get(question) ?? question}</a>: ${message}</li>`,
  )}</ul></div>`;
}

function field(question: FormQuestion, value: string, problems: Problems): Markup {
  const name = `q-${question.id}`;
  const problem = problems.find((each) => each.question === question.id);
  const note = problem ? html`<p class="problem" id="${name}-problem">${problem.message}</p>` : '';
  const described = problem ? html`aria-describedby="${name}-problem"` : '';
  const { kind } = question;
  if (kind.type === 'text') {
    return html`<div class="question" id="${name}"><label for="${name}-text">${question.title}</label>${note}${
      kind.paragraph
        ? html`<textarea id="${name}-text" name="${name}" rows="4" ${described}>${value}</textarea>`
        : html`<input id="${name}-text" name="${name}" type="text" value="${value}" ${described}>`
    }</div>`;
  }
  return html`<fieldset class="question" id="${name}" ${described}><legend>${question.title}</legend>${
    question.description === '' ? '' : html`<p>${question.description}</p>`
  }${note}${kind.options.map(
    (option, index) =>
      html`<label class="option" for="${name}-${index}"><input id="${name}-${index}" type="radio" name="${name}" value="${option}" ${option === value ? 'checked' : ''}><span>${option}</span></label>`,
  )}</fieldset>`;
}

export function formThanks(path: string, title: string): Markup {
  return html`<p>Your answers to “${title}” have arrived.</p>
<p>You can still <a href="${path}">look at them and change them</a> until the form closes.</p>`;
}
