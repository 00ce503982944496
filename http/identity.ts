/**
 * Who acts. On loopback a person says who they are (a cookie or header); anywhere else a login with the
 * bootstrap admin token comes first.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { Problem } from './problem.ts';

/** `isKnown` is false for whoever holds a learner's link and nothing else. */
export type Variables = { person: string; isKnown: boolean };
export type App = { Variables: Variables };

const SESSION_MS = 12 * 3_600_000;
const OPEN_PATHS = [/^\/(health|ready|login)$/, /^\/(f|d|learn|u)\//, /^\/ui\//];
const PERSON = /^[\w.@-]{1,80}$/;

export interface Gate {
  /** Lets in who may enter and notes who acts. */
  guard: MiddlewareHandler<App>;
  /** A session cookie value for a right token, else null. */
  login(token: string, person: string): string | null;
  /** Whether an upgrade request may enter: same origin, and logged in where that is asked for. */
  admitsSocket(headers: {
    origin?: string | undefined;
    host?: string | undefined;
    cookie?: string | undefined;
    authorization?: string | undefined;
  }): boolean;
}

export function createGate(adminToken: string | null, secret: string, now: () => number): Gate {
  const sign = (payload: string) =>
    createHmac('sha256', `session:${secret}`).update(payload).digest('base64url');

  const sessionPerson = (cookie: string | undefined): string | null => {
    const [person = '', expires = '', signature = ''] = (cookie ?? '').split('~');
    if (!same(sign(`${person}~${expires}`), signature) || Number(expires) < now()) return null;
    return person;
  };

  const personOf = (c: Context): string | null => {
    if (adminToken === null) {
      const named = c.req.header('x-presgen-user') ?? getCookie(c, 'presgen_user') ?? 'local-admin';
      return PERSON.test(named) ? named : 'local-admin';
    }
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined && same(bearer, adminToken)) {
      const named = c.req.header('x-presgen-user') ?? 'admin';
      return PERSON.test(named) ? named : 'admin';
    }
    return sessionPerson(getCookie(c, 'presgen_session'));
  };

  const guard: MiddlewareHandler<App> = async (c, next) => {
    const person = personOf(c);
    const isOpen = OPEN_PATHS.some((path) => path.test(c.req.path));
    if (person === null && !isOpen) {
      if ((c.req.header('accept') ?? '').includes('text/html')) return c.redirect('/login');
      throw new Problem(
        401,
        'Please log in',
        'send the admin token as a bearer token, or log in at /login',
      );
    }
    refuseForeignWrites(c);
    // Without a login a name that somebody else's DNS points at us must not open the door.
    if (adminToken === null && !isLoopback(c.req.header('host')))
      throw new Problem(403, 'Refused', 'this server answers to localhost only; see HOST');
    c.set('person', person ?? 'learner');
    c.set('isKnown', person !== null);
    return next();
  };

  return {
    guard,
    login: (token, person) => {
      if (adminToken === null || !same(token, adminToken) || !PERSON.test(person)) return null;
      const payload = `${person}~${now() + SESSION_MS}`;
      return `${payload}~${sign(payload)}`;
    },
    admitsSocket: ({ origin, host, cookie, authorization }) => {
      if (origin !== undefined && hostOf(origin) !== host) return false;
      if (adminToken === null) return isLoopback(host);
      const bearer = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
      if (bearer !== undefined && same(bearer, adminToken)) return true;
      const session = /(?:^|;\s*)presgen_session=([^;]+)/.exec(cookie ?? '')?.[1];
      return sessionPerson(session?.replaceAll('%7E', '~').replaceAll('%40', '@')) !== null;
    },
  };
}

/**
 * Browsers say where a write comes from; one from another site is refused. `sec-fetch-site` goes first:
 * no page can set it, while `origin` is `null` for a form of a page that sends no referrer.
 */
function refuseForeignWrites(c: Context): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const foreign =
    site === undefined
      ? origin !== undefined && hostOf(origin) !== c.req.header('host')
      : site !== 'same-origin' && site !== 'none';
  if (foreign) throw new Problem(403, 'Refused', 'writes are accepted from this site only');
}

/** Null for what is not an address, such as the `null` origin of a sandboxed page. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

function isLoopback(host: string | undefined): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? '');
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
