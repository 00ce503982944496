/** Who answers which form: a learner by their signed link, an educator by the form's own address. */
import type { Context } from 'hono';
import { html } from '../page.ts';
import type { App } from '../people/identity.ts';
import type { FormPages } from '../server-ports.ts';
import type { LinkSigner, LinkTarget } from './links.ts';

type Markup = ReturnType<typeof html>;

export interface Access {
  form: string;
  respondent: string;
  /** Null for an educator, whose answers no workflow waits for. */
  learner: LinkTarget | null;
}

/**
 * The form behind an address that names no learner, for the person who acts. Null where there is
 * none, so that the address may be a learner's; a redirect where a login comes first.
 */
export async function educatorAccess(
  c: Context<App>,
  forms: FormPages | null,
  link: string,
): Promise<Access | Response | null> {
  const form = (await forms?.byLink(link)) ?? null;
  if (form === null) return null;
  if (!c.get('isKnown')) return c.redirect('/login');
  return { form, respondent: c.get('person'), learner: null };
}

const UPLOAD = /https?:\/\/[^\s/]+\/u\/([\w-]+\.[\w-]+)/;

/** A form's description for educators; the address of an upload page that is ours becomes a link. */
export function introMarkup(description: string, links: LinkSigner): Markup {
  return html`${description.split('\n').map((line) => {
    const [address = '', token = ''] = UPLOAD.exec(line) ?? [];
    if (address === '' || !links.open('u', token).ok) return html`<p>${line}</p>`;
    const [before, after] = line.split(address);
    return html`<p>${before}<a href="/u/${token}">the upload page</a>${after}</p>`;
  })}`;
}
