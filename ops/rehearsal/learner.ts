/** A simulated learner in front of the form page: reads the questions, ticks one option each. */
import { type HTMLElement, parse } from 'node-html-parser';
import type { Client } from './client.ts';

/** Chooses one of the options shown for a question; -1 leaves it open. */
export type Answerer = (question: { title: string; options: string[] }) => number;

/** No form of ours has more pages; ends the walk should one ever lead round in a circle. */
const PAGES_MAX = 200;

/**
 * Fills the form behind `link` in and submits it, page after page, following the page's own fields.
 * Leaves a form alone that is closed or was handed in already, as a learner does who opens the mail
 * again; says whether anything was submitted.
 */
export async function answerForm(client: Client, link: string, answer: Answerer): Promise<boolean> {
  const { pathname, search } = new URL(link);
  let form = answerable(await client.page(pathname + search));
  if (!form || form.hasAttribute('data-handed-in')) return false;
  for (let pages = 0; form && pages < PAGES_MAX; pages += 1) {
    const action = form.getAttribute('action') || pathname + search;
    const onward = form.querySelector('button[name=go]')?.getAttribute('value') ?? 'send';
    const fields = [...hiddenFields(form), ...answers(form, answer), ['go', onward]] as [
      string,
      string,
    ][];
    form = answerable(await client.submitForm(action, fields));
    if (onward === 'send') return true;
  }
  throw new Error(`the form behind ${pathname} has no end`);
}

function answerable(page: string): HTMLElement | null {
  return parse(page).querySelector('form[data-autosave]');
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
