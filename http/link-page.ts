/** Opening a signed link, and what its holder reads when it does not open. */
import type { Context } from 'hono';
import type { LinkKind, LinkSigner, LinkTarget } from './links.ts';
import { html, page } from './page.ts';

/** What the link of this request stands for, or the page that says why it does not work. */
export async function openLink(
  c: Context,
  links: LinkSigner,
  kind: LinkKind,
): Promise<LinkTarget | Response> {
  const result = links.open(kind, c.req.param('token') ?? '');
  if (result.ok) return result.target;
  return result.reason === 'expired'
    ? polite(c, 410, 'This link has expired', 'Please ask your trainer for a new one.')
    : polite(
        c,
        404,
        'This link does not work',
        'Please open it again from your mail; it may have been cut off when it was copied.',
      );
}

/** A page of one sentence. */
export function polite(
  c: Context,
  status: number,
  title: string,
  text: string,
): Response | Promise<Response> {
  c.status(status as 200);
  return c.html(page(title, html`<p>${text}</p>`));
}
