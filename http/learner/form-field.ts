/** One question of a form: a fieldset of choices, or a labelled text with its limit said beforehand. */

import { html } from '../page.ts';
import type { FormQuestion } from '../server-ports.ts';
import { ANSWER_MAX, LIMIT, type Problems } from './form-answers.ts';

type Markup = ReturnType<typeof html>;

/** @param number of the question within the whole form, from 1. */
export function fieldMarkup(
  question: FormQuestion,
  number: number,
  value: string,
  problems: Problems,
): Markup {
  const { id, title, required, kind, description } = question;
  const name = `q-${id}`;
  const problem = problems.find((each) => each.question === id)?.message ?? null;
  const parts = [
    ...(description === '' ? [] : [`${name}-about`]),
    ...(kind.type === 'text' ? [`${name}-limit`] : []),
    ...(problem === null ? [] : [`${name}-problem`]),
  ];
  const described = parts.length === 0 ? '' : html` aria-describedby="${parts.join(' ')}"`;
  const wrong = problem === null ? '' : html` aria-invalid="true"`;
  const heading = html`<span class="number">${number}.</span> <bdi>${title}</bdi>${required ? html` <span class="must">(required)</span>` : ''}`;
  const about =
    description === ''
      ? ''
      : html`<p class="hint" id="${name}-about" dir="auto">${description}</p>`;
  const note =
    problem === null
      ? ''
      : html`<p class="problem" id="${name}-problem"><span class="sign" aria-hidden="true">!</span> ${problem}</p>`;
  if (kind.type === 'choice')
    return html`<fieldset class="question${problem === null ? '' : ' wrong'}" id="${name}" tabindex="-1"${described}><legend>${heading}</legend>${about}${note}
${kind.options.map((option, index) => choice(name, option, index, option === value))}</fieldset>`;
  const limit = html`<p class="hint" id="${name}-limit" data-limit="${ANSWER_MAX}">Up to ${LIMIT} characters.</p>`;
  const field = kind.paragraph
    ? html`<textarea id="${name}" name="${name}" rows="5" dir="auto" maxlength="${ANSWER_MAX}"${described}${wrong}>
${value}</textarea>`
    : html`<input id="${name}" name="${name}" type="text" dir="auto" value="${value}" maxlength="${ANSWER_MAX}" autocomplete="off"${described}${wrong}>`;
  return html`<div class="question${problem === null ? '' : ' wrong'}"><label for="${name}">${heading}</label>${about}${limit}${note}${field}</div>`;
}

function choice(name: string, option: string, index: number, isChosen: boolean): Markup {
  return html`<label class="option" for="${name}-${index}"><input id="${name}-${index}" type="radio" name="${name}" value="${option}"${isChosen ? ' checked' : ''}><span dir="auto">${option}</span></label>`;
}
