/** `/outbox`: letters as educators look at them, and new links for learners who asked. */
import { type Context, Hono } from 'hono';
import { PresGenError } from '../../runtime/errors.ts';
import { localeOf } from '../learner/reader-locale.ts';
import { letterMarkup, outboxMarkup, type Wish } from '../outbox-page.ts';
import { page } from '../page.ts';
import type { App } from '../people/identity.ts';
import { notFound } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';

const SHOWN = 200;
const LOOK = { isWide: true, isLively: true, isDesk: true };

export function outboxRoutes(ports: ServerPorts): Hono<App> {
  const app = new Hono<App>();
  const { outbox, linkDesk } = ports;

  app.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex');
  });

  app.get('/', async (c) => {
    const wishes = await wishesOf(ports);
    const kept = await outbox.list(SHOWN);
    const view = { ...kept, wishes, canSend: outbox.canSend, ...manner(c) };
    return c.html(page('Outbox', outboxMarkup(view), LOOK));
  });

  app.post('/links', async (c) => {
    const { workflow, learner, revoke } = (await c.req.parseBody()) as Record<string, string>;
    const revokes = revoke === 'yes';
    const isSent = await linkDesk.renew(workflow ?? '', learner ?? '', revokes);
    await note(c, ports, 'link.renewed', `${workflow}/${learner}`, { revoked: revokes });
    return c.redirect(`/outbox?did=${isSent ? 'link' : 'no-link'}`, 303);
  });

  app.get('/:id', async (c) => {
    const letter = await outbox.letter(c.req.param('id'));
    if (letter === null) throw notFound('such letter');
    c.header('content-security-policy', WITH_FRAME);
    return c.html(
      page(letter.subject || 'A letter', letterMarkup(letter, outbox.canSend, manner(c)), LOOK),
    );
  });

  app.get('/:id/looks', async (c) => {
    const letter = await outbox.letter(c.req.param('id'));
    if (letter === null) throw notFound('such letter');
    c.header('content-security-policy', LETTER);
    c.header('x-frame-options', 'SAMEORIGIN');
    return c.html(letter.html);
  });

  app.get('/:id/file', async (c) => {
    const id = c.req.param('id');
    const raw = await outbox.raw(id);
    if (raw === null) throw notFound('such letter');
    return c.body(new Uint8Array(raw), 200, {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="letter-${id.slice(0, 12)}.eml"`,
    });
  });

  app.post('/:id/sendings', async (c) => {
    const id = c.req.param('id');
    if ((await outbox.letter(id)) === null) throw notFound('such letter');
    const did = await outbox.resend(id).then(
      () => 'sent',
      (error: unknown) => {
        if (error instanceof PresGenError) return 'not-sent';
        throw error;
      },
    );
    await note(c, ports, 'letter.resent', id, { did });
    return c.redirect(`/outbox/${id}?did=${did}`, 303);
  });

  return app;
}

const WITH_FRAME =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** Letters carry their own style; no picture is fetched, no script runs, no link leads anywhere. */
const LETTER = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'";

const NOTICES: Record<string, string> = {
  sent: 'The letter was sent again.',
  'not-sent':
    'The mail server did not take it. Check SMTP_URL and that the server runs, and try again.',
  link: 'A letter with a new link was written.',
  'no-link': 'There is no such learner any more, so nothing was written.',
};

function manner(c: Context): { notice: string | null; locale: string } {
  return {
    notice: NOTICES[c.req.query('did') ?? ''] ?? null,
    locale: localeOf(c.req.header('accept-language')),
  };
}

async function wishesOf(ports: ServerPorts): Promise<Wish[]> {
  const wishes = await ports.linkDesk.wishes();
  const people = new Map<string, Wish>();
  for (const { workflow, learner, last_at, times } of wishes) {
    const key = JSON.stringify([workflow, learner]);
    const known = people.get(key);
    if (known) {
      known.times += times;
      known.last_at = Math.max(known.last_at, last_at);
      continue;
    }
    const name = (await ports.nameOf(workflow, learner)) ?? learner;
    const settings = await ports.requests.settings(workflow);
    const course = settings?.certification_name ?? workflow;
    people.set(key, { workflow, learner, name, course, last_at, times });
  }
  return [...people.values()];
}

function note(
  c: Context<App>,
  ports: ServerPorts,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return ports.audit({ actor: c.get('person'), action, subject, detail });
}
