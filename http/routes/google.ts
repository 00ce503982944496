/** `/api/google`: connecting Google Workspace, looking at the connection, and what waits for it. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createSecret } from '../../ops/clock.ts';
import { PresGenError } from '../../runtime/errors.ts';
import type { GoogleConsent } from '../google-ports.ts';
import type { App } from '../people/identity.ts';
import { notFound, Problem } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';
import { retryWaiting, waitingForGoogle } from '../waiting-for-google.ts';

/** Shows that who comes back from Google is the browser that went there. */
const COOKIE = 'presgen_google';
const COOKIE_PATH = '/api/google';
const COOKIE_SECONDS = 600;
const ACCOUNT_MS = 20_000;

export function googleRoutes(ports: ServerPorts): Hono<App> {
  const { google } = ports;
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { connection, ...standing } = await google.standing();
    return c.json({
      ...standing,
      connection: connection && {
        ...connection,
        connected_at: iso(connection.connected_at),
        broken_at: connection.broken_at === null ? null : iso(connection.broken_at),
      },
      redirect_uri: google.consent?.redirectUri(originOf(c)) ?? null,
      waiting: (await waitingForGoogle(ports)).length,
    });
  });

  app.get('/account', async (c) => {
    const patience = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(ACCOUNT_MS)]);
    return c.json(await google.account(patience));
  });

  app.post('/connect', async (c) => {
    const consent = consentOf(google.consent);
    const nonce = createSecret();
    setCookie(c, COOKIE, nonce, {
      httpOnly: true,
      // The browser comes back from another site.
      sameSite: 'Lax',
      secure: consent.redirectUri(originOf(c)).startsWith('https:'),
      path: COOKIE_PATH,
      maxAge: COOKIE_SECONDS,
    });
    c.header('cache-control', 'no-store');
    return c.json({
      url: await consent.begin(boundTo(c, nonce), consent.redirectUri(originOf(c))),
    });
  });

  app.get('/callback', async (c) => {
    const consent = consentOf(google.consent);
    const { state = '', code = '', error } = c.req.query();
    const bound = boundTo(c, getCookie(c, COOKIE) ?? '');
    deleteCookie(c, COOKIE, { path: COOKIE_PATH });
    c.header('cache-control', 'no-store');
    // The address holds the code; it must not be told to anybody.
    c.header('referrer-policy', 'no-referrer');
    if (error !== undefined) return backTo(c, { refused: 'CONSENT_DENIED' });
    const by = c.get('person');
    const redirectUri = consent.redirectUri(originOf(c));
    try {
      const { id } = await consent.finish({ state, code, bound, redirectUri, by });
      await ports.audit({ actor: by, action: 'google.connected', subject: id, detail: {} });
    } catch (refusal) {
      if (!(refusal instanceof PresGenError)) throw refusal;
      ports.log.warn({ code: refusal.code }, 'a consent came to nothing');
      return backTo(c, { refused: refusal.code });
    }
    return backTo(c, { resumed: String(await retryWaiting(ports, by)) });
  });

  app.delete('/connection', async (c) => {
    const ended = await consentOf(google.consent).end();
    if (ended === null) throw notFound('connection');
    const detail = { withdrawn: ended.isWithdrawn };
    const actor = c.get('person');
    await ports.audit({ actor, action: 'google.disconnected', subject: 'google', detail });
    return c.json(detail);
  });

  app.post('/retries', async (c) =>
    c.json({ resumed: await retryWaiting(ports, c.get('person')) }),
  );

  return app;
}

function consentOf(consent: GoogleConsent | null): GoogleConsent {
  if (consent !== null) return consent;
  throw new Problem(
    409,
    'Nobody connects an account here',
    'set GOOGLE_OAUTH_CLIENT_ID and GOOGLE_OAUTH_CLIENT_SECRET, and restart, to connect one',
  );
}

/** This person, in this session, in this browser. */
function boundTo(c: Context<App>, nonce: string): string {
  return JSON.stringify([c.get('person'), c.get('session'), nonce]);
}

function originOf(c: Context): string {
  return new URL(c.req.url).origin;
}

function backTo(c: Context, told: Record<string, string>): Response {
  return c.redirect(`/settings/google?${new URLSearchParams(told)}`, 303);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
