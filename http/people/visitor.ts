/** Who sent a request, by what it carries: a bearer, a session's cookie, or on loopback just a name. */
import { createHash } from 'node:crypto';
import type { People } from './people.ts';
import { type SessionDesk, same } from './sessions.ts';

export const PERSON = /^[\w.@-]{1,80}$/;

/** What a request or a socket says about who sent it. */
export interface Claims {
  authorization?: string | undefined;
  cookie?: string | undefined;
  /** Name given by header or cookie; believed on loopback and beside the admin token. */
  named?: string | undefined;
}

export type Visitor =
  | { kind: 'stranger' }
  | { kind: 'ended' }
  | { kind: 'person'; person: string; session: string | null };

/** @param adminToken null on loopback, where nobody logs in and everybody is who they say. */
export function createVisitors(
  adminToken: string | null,
  people: Pick<People, 'byCode'>,
  sessions: Pick<SessionDesk, 'check'>,
): (claims: Claims) => Promise<Visitor> {
  if (adminToken === null)
    return async ({ named }) => visitor(allowedName(named) ?? 'local-admin', null);
  return async ({ authorization, cookie, named }) => {
    const bearer = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) {
      if (same(bearer, adminToken)) return visitor(allowedName(named) ?? 'admin', null);
      const owner = await people.byCode(hashOfCode(bearer));
      if (owner !== null) return visitor(owner.person, null);
    }
    const check = await sessions.check(cookie);
    if (check.kind === 'open') return visitor(check.person, check.id);
    return { kind: check.kind === 'none' ? 'stranger' : 'ended' };
  };
}

/** What is stored of a login code. A code has 256 bits, so nothing slower is needed. */
export function hashOfCode(code: string): string {
  return createHash('sha256').update(`login-code:${code}`).digest('hex');
}

/** The value of one cookie of a header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(/;\s*/)) {
    const [key, value] = part.split('=', 2);
    if (key !== name || value === undefined) continue;
    try {
      return decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function visitor(person: string, session: string | null): Visitor {
  return { kind: 'person', person, session };
}

function allowedName(named: string | undefined): string | null {
  return named !== undefined && PERSON.test(named) ? named : null;
}
