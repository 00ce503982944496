/**
 * Logins as signed cookies whose session can be ended by hand: on the next request here, within
 * seconds in another process, at once for what is watched live.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Sessions } from './people.ts';

export const SESSION_MS = 12 * 3_600_000;
/** How long a session found open is taken to be open. */
const FRESH_MS = 5000;
/** How exactly "last used" is kept. */
const SEEN_EVERY_MS = 60_000;
const KEPT_MAX = 2000;

export type SessionCheck =
  | { kind: 'none' }
  /** There was one; it expired or was revoked. */
  | { kind: 'ended' }
  | { kind: 'open'; id: string; person: string };

export interface SessionDesk {
  /** Opens a session; resolves to the cookie's value. */
  open(person: string, client: string): Promise<string>;
  check(cookie: string | undefined): Promise<SessionCheck>;
  revoke(which: Parameters<Sessions['revoke']>[0]): Promise<string[]>;
  /** Calls `end` once when this process ends the session. Returns how to stop listening. */
  watch(id: string, end: () => void): () => void;
}

export function createSessionDesk(ports: {
  sessions: Sessions;
  secret: string;
  now: () => number;
  nextId: () => string;
}): SessionDesk {
  const { sessions, now } = ports;
  const kept = new Map<string, { readAt: number; seenAt: number; expiresAt: number }>();
  const watchers = new Map<string, Set<() => void>>();
  const sign = (payload: string): string =>
    createHmac('sha256', `session:${ports.secret}`).update(payload).digest('base64url');

  const isOpen = async (id: string, person: string): Promise<boolean> => {
    const at = now();
    const known = kept.get(id);
    if (known !== undefined && at - known.readAt < FRESH_MS) return known.expiresAt > at;
    const found = await sessions.find(id).catch((error: unknown) => {
      if (known === undefined) throw error;
    });
    // While the database is away, what was open a moment ago stays open until it expires.
    if (found === undefined) return (known?.expiresAt ?? 0) > at;
    if (found?.person !== person || found.revoked_at !== null || found.expires_at <= at) {
      kept.delete(id);
      return false;
    }
    const isStale = at - found.seen_at > SEEN_EVERY_MS;
    if (isStale) await sessions.seen(id, at);
    if (kept.size >= KEPT_MAX) kept.clear();
    kept.set(id, { readAt: at, seenAt: at, expiresAt: found.expires_at });
    return true;
  };

  return {
    open: async (person, client) => {
      const id = ports.nextId();
      const created_at = now();
      await sessions.open({ id, person, client, created_at, expires_at: created_at + SESSION_MS });
      const payload = `${person}~${id}`;
      return `${payload}~${sign(payload)}`;
    },
    check: async (cookie) => {
      const [person = '', id = '', signature = ''] = (cookie ?? '').split('~');
      if (!same(sign(`${person}~${id}`), signature)) return { kind: 'none' };
      return (await isOpen(id, person)) ? { kind: 'open', id, person } : { kind: 'ended' };
    },
    revoke: async (which) => {
      const ended = await sessions.revoke(which, now());
      for (const id of ended) {
        kept.delete(id);
        for (const end of watchers.get(id) ?? []) end();
      }
      return ended;
    },
    watch: (id, end) => {
      const ends = watchers.get(id) ?? new Set();
      watchers.set(id, ends.add(end));
      return () => {
        ends.delete(end);
        if (ends.size === 0) watchers.delete(id);
      };
    },
  };
}

/** Compares without telling by its time where two texts differ. */
export function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `Firefox on Linux`; what a browser says about itself, shortened to what people recognise. */
export function clientOf(userAgent: string | undefined): string {
  const agent = userAgent ?? '';
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) =>
    agent.includes(`${name}/`),
  );
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'].find((name) =>
    agent.includes(name),
  );
  const named = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' } as Record<string, string>;
  const said = (name: string): string => named[name] ?? name;
  if (browser === undefined) return agent.slice(0, 60) || 'unknown';
  return system === undefined ? said(browser) : `${said(browser)} on ${said(system)}`;
}
