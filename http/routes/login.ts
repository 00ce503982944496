/** Log in with a login code or the admin token, where the server listens beyond loopback. */
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html, page } from '../page.ts';
import type { App, Gate } from '../people/identity.ts';
import { clientOf, SESSION_MS } from '../people/sessions.ts';

export function loginRoutes(gate: Gate, isNeeded: boolean): Hono<App> {
  const app = new Hono<App>();
  app.get('/login', (c) => {
    if (!isNeeded) return c.redirect('/');
    const { next, ended } = c.req.query();
    c.header('cache-control', 'no-store');
    return c.html(loginPage({ next: ownPath(next), hasEnded: ended !== undefined }));
  });
  app.post('/login', async (c) => {
    const form = (await c.req.parseBody()) as Record<string, string>;
    const { token = '', person = '' } = form;
    const next = ownPath(form.next);
    const client = clientOf(c.req.header('user-agent'));
    const session = await gate.login(token.trim(), person.trim(), client);
    if (session === null) {
      c.status(401);
      return c.html(loginPage({ next, person, hasFailed: true }));
    }
    setCookie(c, 'presgen_session', session, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      maxAge: SESSION_MS / 1000,
    });
    return c.redirect(next, 303);
  });
  app.post('/logout', async (c) => {
    const check = await gate.sessions.check(getCookie(c, 'presgen_session'));
    if (check.kind === 'open') await gate.sessions.revoke({ id: check.id });
    deleteCookie(c, 'presgen_session', { path: '/' });
    return c.redirect('/login', 303);
  });
  return app;
}

/** Where to go after the login: a page of ours, whatever a link says. */
function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}

interface LoginPage {
  next: string;
  person?: string;
  hasFailed?: boolean;
  hasEnded?: boolean;
}

function loginPage({ next, person = '', hasFailed = false, hasEnded = false }: LoginPage) {
  return page(
    'Log in',
    html`${hasEnded ? html`<div class="notice" role="status"><p>Your session ended. Log in again, and you are back where you were.</p></div>` : ''}${hasFailed ? html`<div class="problems" role="alert"><p>That did not work. The code is not right, it was replaced by a newer one, or the name has characters other than letters, digits, dot, dash, underscore and @.</p></div>` : ''}
<form method="post" class="login" action="/login">
<input type="hidden" name="next" value="${next}">
<p><label for="token">Login code</label><input id="token" name="token" type="password" autocomplete="current-password" aria-describedby="token-hint" required></p>
<p class="hint" id="token-hint">The one an administrator gave you. Whoever set this server up may use the admin token, which was printed when it started.</p>
<p><label for="person">Name that decisions record</label><input id="person" name="person" autocomplete="username" aria-describedby="person-hint" value="${person}"></p>
<p class="hint" id="person-hint">Needed with the admin token only; a login code knows whose it is.</p>
<p><button type="submit">Log in</button></p>
</form>
<p class="hint">Are you a learner? You need no login: open the link in your mail.</p>`,
  );
}
