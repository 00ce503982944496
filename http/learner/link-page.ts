/** Opening a signed link, and what its holder reads when it does not open. */
import type { Context } from 'hono';
import { html, page } from '../page.ts';
import type { ServerPorts } from '../server-ports.ts';
import type { LinkKind, LinkTarget } from './links.ts';

/** What the link of this request stands for, or the page that says why it does not work. */
export async function openLink(
  c: Context,
  { links, linkDesk }: Pick<ServerPorts, 'links' | 'linkDesk'>,
  kind: LinkKind,
): Promise<LinkTarget | Response> {
  const token = c.req.param('token') ?? '';
  const result = links.open(kind, token);
  if (!result.ok)
    return result.reason === 'expired'
      ? ended(c, kind, token, EXPIRED)
      : ended(c, kind, token, BROKEN);
  const { target } = result;
  const isLearners = LEARNERS.has(kind) && target.learner !== '';
  if (isLearners && target.issue < (await linkDesk.issue(target.workflow, target.learner)))
    return ended(c, kind, token, REVOKED);
  return target;
}

/** Links of these kinds are a learner's, who can ask for new ones. */
export const LEARNERS: ReadonlySet<LinkKind> = new Set(['f', 'd', 'learn']);

interface Ending {
  status: number;
  title: string;
  text: string;
}

const EXPIRED = {
  status: 410,
  title: 'This link has expired',
  text: 'Links work for a few months, so that an old mail cannot be misused. Nothing of yours is lost.',
};
const REVOKED = {
  status: 410,
  title: 'This link was replaced',
  text: 'Your trainer took it back, and a newer link of yours may already be in your mail. Nothing of yours is lost.',
};
const BROKEN = {
  status: 404,
  title: 'This link does not work',
  text: 'Please open it again from your mail; it may have been cut off when it was copied.',
};

function ended(
  c: Context,
  kind: LinkKind,
  token: string,
  { status, title, text }: Ending,
): Response | Promise<Response> {
  if (!LEARNERS.has(kind))
    return polite(c, status, title, `${text} Or please ask your trainer for a new one.`);
  c.status(status as 200);
  return c.html(
    page(
      title,
      html`<p>${text}</p>
<form method="post" action="/${kind}/${token}/ask"><p><button type="submit">Ask for a new link</button></p></form>
<p class="note">This tells your trainer, who can send a new link to the address they have of you. You can also just ask them.</p>`,
    ),
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
