/** Log in with the bootstrap admin token, where the server listens beyond loopback. */
import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import type { App, Gate } from '../identity.ts';
import { html, page } from '../page.ts';

export function loginRoutes(gate: Gate, isNeeded: boolean): Hono<App> {
  const app = new Hono<App>();
  app.get('/login', (c) =>
    isNeeded ? c.html(page('Log in', loginMarkup(false))) : c.redirect('/'),
  );
  app.post('/login', async (c) => {
    const { token = '', person = '' } = (await c.req.parseBody()) as Record<string, string>;
    const session = gate.login(token, person);
    if (session === null) {
      c.status(401);
      return c.html(page('Log in', loginMarkup(true)));
    }
    setCookie(c, 'presgen_session', session, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      maxAge: 12 * 3600,
    });
    return c.redirect('/', 303);
  });
  app.post('/logout', (c) => {
    deleteCookie(c, 'presgen_session', { path: '/' });
    return c.redirect('/login', 303);
  });
  return app;
}

function loginMarkup(failed: boolean) {
  return html`${failed ? html`<div class="problems" role="alert"><p>That token is not right, or the name has characters other than letters, digits, dot, dash and @.</p></div>` : ''}
<form method="post">
<p><label for="person">Your name, as decisions should record it</label><br><input id="person" name="person" autocomplete="username" required></p>
<p><label for="token">Admin token (printed when the server started)</label><br><input id="token" name="token" type="password" autocomplete="current-password" required></p>
<p><button type="submit">Log in</button></p>
</form>`;
}
