/** A simulated learner in front of the form page: reads the questions, ticks one option each. */
import { type HTMLElement, parse } from 'node-html-parser';
import type { Client } from './client.ts';

/** Chooses one of the options shown for a question; -1 leaves it open. */
export type Answerer = (question: { title: string; options: string[] }) => number;

/**
 * Fills the form behind `link` in and submits it, following the page's own fields. Leaves a form
 * alone that is closed or already holds answers, as a learner does who opens the mail again; says
 * whether anything was submitted.
 */
export async function answerForm(client: Client, link: string, answer: Answerer): Promise<boolean> {
  const { pathname, search } = new URL(link);
  const form = parse(await client.page(pathname + search)).querySelector('form[method]');
  if (!form || form.querySelector('input[checked]')) return false;
  const action = form.getAttribute('action') || pathname + search;
  const fields = [...hiddenFields(form), ...answers(form, answer)];
  await client.submitForm(action, fields);
  return true;
}

function hiddenFields(form: HTMLElement): [string, string][] {
  return form
    .querySelectorAll('input[type=hidden]')
    .map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
}

function answers(form: HTMLElement, answer: Answerer): [string, string][] {
  return form.querySelectorAll('fieldset').flatMap((fieldset) => {
    const radios = fieldset.querySelectorAll('input[type=radio]');
    const first = radios[0];
    if (!first) return [];
    const options = radios.map((radio) => radio.getAttribute('value') ?? '');
    const title = fieldset.querySelector('legend')?.text.trim() ?? '';
    const chosen = options[answer({ title, options })];
    return chosen === undefined
      ? []
      : [[first.getAttribute('name') ?? '', chosen] as [string, string]];
  });
}
