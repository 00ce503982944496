/**
 * Who acts. On loopback a person says who they are (a cookie or header); anywhere else they log in,
 * with a login code of their own or with the admin token.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { Problem } from '../problem.ts';
import type { ServerPorts } from '../server-ports.ts';
import { createMemberships, type Membership, type Memberships } from './membership.ts';
import { inWords, isAllowed, type May, type Role, ruleFor } from './roles.ts';
import { createSessionDesk, type SessionDesk, same } from './sessions.ts';
import {
  type Claims,
  cookieIn,
  createVisitors,
  hashOfCode,
  PERSON,
  type Visitor,
} from './visitor.ts';

export type Variables = {
  person: string;
  /** False for whoever holds a learner's link and nothing else. */
  isKnown: boolean;
  /** The name people read; the person's id where none is kept. */
  personName: string;
  roles: readonly Role[];
  /** `isInGroup` of roles.ts says whether somebody is in one. */
  groups: readonly string[];
  /** The session that was logged in with; null on loopback and for a bearer. */
  session: string | null;
};
export type App = { Variables: Variables };

/** Close code of a socket whose session ended: connecting again is of no use without a login. */
export const SESSION_ENDED = 4401;
const RECHECK_MS = 30_000;

export type SocketVerdict =
  | { kind: 'refused' }
  /** The session ended: accept, and close with `SESSION_ENDED`. */
  | { kind: 'ended' }
  /** `attend` calls `end` when the session is over; it returns how to stop. */
  | { kind: 'admitted'; person: string; attend(end: () => void): () => void };

export interface Gate {
  /** Lets in who may enter, notes who acts, and refuses what their roles do not allow. */
  guard: MiddlewareHandler<App>;
  /** A session cookie's value for a login code or the admin token; null for neither. */
  login(code: string, person: string, client: string): Promise<string | null>;
  /** Whether an upgrade request may enter: same origin, logged in where asked for, with a role. */
  admitsSocket(
    headers: Record<'origin' | 'host' | 'cookie' | 'authorization', string | undefined>,
    path: string,
  ): Promise<SocketVerdict>;
  memberships: Memberships;
  sessions: SessionDesk;
  /** Key under which login codes are made. */
  codeSecret: string;
}

type GatePorts = Pick<ServerPorts, 'people' | 'sessions' | 'now' | 'nextId' | 'wakeAt'>;

export function createGate(adminToken: string | null, secret: string, ports: GatePorts): Gate {
  const memberships = createMemberships(ports.people, ports.now);
  const sessions = createSessionDesk({ ...ports, secret });

  const visitorOf = createVisitors(adminToken, ports.people, sessions);

  const guard: MiddlewareHandler<App> = async (c, next) => {
    const rule = ruleFor(c.req.method, c.req.path);
    const isOpen = rule.may === 'anybody';
    const visitor = await visitorOf(claimsOf(c)).catch((error: unknown): Visitor => {
      // Probes and learners' pages must answer while the database is away.
      if (isOpen) return { kind: 'stranger' };
      throw error;
    });
    if (visitor.kind !== 'person' && !isOpen) return sendToLogin(c, visitor.kind === 'ended');
    refuseForeignWrites(c);
    // Without a login a name that somebody else's DNS points at us must not open the door.
    if (adminToken === null && !isLoopback(c.req.header('host')))
      throw new Problem(403, 'Refused', 'this server answers to localhost only; see HOST');
    const person = visitor.kind === 'person' ? visitor.person : null;
    // The page holds no data and opens without the database.
    const asks = !isOpen && (typeof rule.may !== 'string' || c.req.path.startsWith('/api/'));
    const membership = person === null || !asks ? NOBODY : await memberships.of(person);
    note(c, visitor, membership);
    if (person !== null) refuseWithoutRole(rule.may, rule.does, person, membership);
    return next();
  };

  return {
    guard,
    memberships,
    sessions,
    codeSecret: `login-code:${secret}`,
    login: async (code, person, client) => {
      if (adminToken === null) return null;
      const owner = await ports.people.byCode(hashOfCode(code));
      const named = same(code, adminToken) && PERSON.test(person) ? person : null;
      const who = owner?.person ?? named;
      if (who === null || !(await memberships.of(who)).active) return null;
      return sessions.open(who, client);
    },
    admitsSocket: async ({ origin, host, cookie, authorization }, path) => {
      if (origin !== undefined && hostOf(origin) !== host) return { kind: 'refused' };
      if (adminToken === null && !isLoopback(host)) return { kind: 'refused' };
      const named = cookieIn(cookie, 'presgen_user');
      const claims = { authorization, cookie: cookieIn(cookie, 'presgen_session'), named };
      const visitor = await visitorOf(claims);
      if (visitor.kind === 'ended') return { kind: 'ended' };
      if (visitor.kind === 'stranger') return { kind: 'refused' };
      const { person, session } = visitor;
      const { may } = ruleFor('GET', path);
      const holds = async (): Promise<boolean> => {
        const { active, roles } = await memberships.of(person);
        return active && isAllowed(may, roles);
      };
      if (!(await holds())) return { kind: 'refused' };
      const isStill = async (): Promise<boolean> =>
        (await visitorOf(claims)).kind === 'person' && (await holds());
      const attend = (end: () => void) => attendTo(ports, sessions, session, isStill, end);
      return { kind: 'admitted', person, attend };
    },
  };
}

const NOBODY: Membership = { name: '', roles: [], groups: [], active: false };

function claimsOf(c: Context): Claims {
  const named = c.req.header('x-presgen-user') ?? getCookie(c, 'presgen_user');
  return {
    authorization: c.req.header('authorization'),
    cookie: getCookie(c, 'presgen_session'),
    // A browser keeps the cookie of loopback days; beside a token only the header counts.
    named: c.req.header('authorization') === undefined ? named : c.req.header('x-presgen-user'),
  };
}

function note(c: Context<App>, visitor: Visitor, { name, roles, groups }: Membership): void {
  c.set('person', visitor.kind === 'person' ? visitor.person : 'learner');
  c.set('isKnown', visitor.kind === 'person');
  c.set('session', visitor.kind === 'person' ? visitor.session : null);
  c.set('personName', name);
  c.set('roles', roles);
  c.set('groups', groups);
}

function sendToLogin(c: Context, hasEnded: boolean): Response {
  if ((c.req.header('accept') ?? '').includes('text/html')) {
    const { pathname, search } = new URL(c.req.url);
    const isWorthIt = c.req.method === 'GET' && pathname !== '/';
    const asked = new URLSearchParams({
      ...(hasEnded && { ended: '1' }),
      ...(isWorthIt && { next: pathname + search }),
    });
    return c.redirect(asked.size > 0 ? `/login?${asked}` : '/login');
  }
  if (hasEnded)
    throw new Problem(401, 'Your session ended', 'Your session ended. Log in again to go on.', {
      code: 'SESSION_ENDED',
    });
  throw new Problem(
    401,
    'Please log in',
    'send a login code or the admin token as a bearer token, or log in at /login',
    { code: 'LOGIN_NEEDED' },
  );
}

function refuseWithoutRole(may: May, does: string, person: string, held: Membership): void {
  if (typeof may === 'string' || isAllowed(may, held.roles)) return;
  const has = held.roles.length > 0 ? `has ${held.roles.join(', ')}` : 'has no role';
  throw new Problem(
    403,
    'This needs another role',
    `${does} takes the role ${inWords(may)}; ${person} ${has}. An administrator can change roles in the settings.`,
    { code: 'ROLE_MISSING', needs: may, has: held.roles },
  );
}

function attendTo(
  { now, wakeAt }: Pick<GatePorts, 'now' | 'wakeAt'>,
  sessions: SessionDesk,
  session: string | null,
  isStill: () => Promise<boolean>,
  end: () => void,
): () => void {
  let cancel = (): void => undefined;
  const unwatch = session === null ? () => undefined : sessions.watch(session, end);
  const arm = (): void => {
    cancel = wakeAt(now() + RECHECK_MS, () => {
      // A database that is away ends nothing.
      void isStill()
        .catch(() => true)
        .then((still) => (still ? !isStopped && arm() : end()));
    });
  };
  let isStopped = false;
  arm();
  return () => {
    isStopped = true;
    unwatch();
    cancel();
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
