/** Fills a form in as somebody without a script does: page after page, by the page's own buttons. */
import { type HTMLElement, parse } from 'node-html-parser';

export interface Walk {
  /** Origin of the server. */
  url: string;
  path: string;
  headers?: Record<string, string>;
  /** Value of each field by its name; by default the first of the options. */
  choose?: (name: string, options: string[]) => string;
}

/** Resolves to the page after the last one. */
export async function fillIn({ url, path, headers = {}, choose }: Walk): Promise<string> {
  let text = await (await fetch(url + path, { headers })).text();
  for (let pages = 0; pages < 50; pages += 1) {
    const form = parse(text).querySelector('form[data-autosave]');
    if (!form) return text;
    const go = form.querySelector('button[name=go]')?.getAttribute('value') ?? '';
    const body = new URLSearchParams({ ...fieldsOf(form, choose), go });
    const action = url + (form.getAttribute('action') ?? path);
    const answer = await fetch(action, { method: 'POST', headers, body });
    text = await answer.text();
    if (go === 'send' || !answer.ok) return text;
  }
  throw new Error(`${path} has no end`);
}

/** The fields of one page with the token that came with it. */
export function fieldsOf(
  form: HTMLElement,
  choose: Walk['choose'] = (_, options) => options[0] ?? '',
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const hidden of form.querySelectorAll('input[type=hidden]'))
    fields[hidden.getAttribute('name') ?? ''] = hidden.getAttribute('value') ?? '';
  for (const fieldset of form.querySelectorAll('fieldset')) {
    const radios = fieldset.querySelectorAll('input[type=radio]');
    const name = radios[0]?.getAttribute('name') ?? '';
    fields[name] = choose(
      name,
      radios.map((radio) => radio.getAttribute('value') ?? ''),
    );
  }
  for (const field of form.querySelectorAll('textarea, input[type=text]')) {
    const name = field.getAttribute('name') ?? '';
    fields[name] = choose(name, []);
  }
  return fields;
}
