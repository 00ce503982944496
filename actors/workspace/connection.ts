/**
 * Connecting a Google account: the consent a person gives in their browser, the exchange of what
 * they come back with, and the end of it. The authorisation code flow with PKCE, through the door.
 */
import { createHash, createHmac } from 'node:crypto';
import { type PresGenError, terminal } from '../../runtime/errors.ts';
import { createOAuthClient } from './auth.ts';
import { classify, statusOf } from './classify.ts';
import type { FetchLike } from './door.ts';

/** What is kept of connections; sealed where it is kept. */
export interface ConnectionShelf {
  find(): Promise<{ id: string; refreshToken: string | null } | null>;
  save(grant: {
    id: string;
    refreshToken: string;
    connectedBy: string;
    connectedAt: number;
  }): Promise<void>;
  forget(id: string): Promise<void>;
  expect(consent: { stateHash: string; boundHash: string; expiresAt: number }): Promise<void>;
  take(consent: { stateHash: string; boundHash: string; now: number }): Promise<boolean>;
}

export interface ConnectionParts {
  clientId: string;
  clientSecret: string;
  /** What the person is asked for; a consent that leaves any of it out is none. */
  scopes: readonly string[];
  door: FetchLike;
  shelf: ConnectionShelf;
  /** Key of this installation; the verifiers of consents are made from it. */
  secret: string;
  /** Unguessable, for states. */
  randomText: () => string;
  nextId: () => string;
  now: () => number;
}

export interface Connection {
  /**
   * Address of Google's consent page.
   * @param bound what only the browser that asks can show again
   * @param redirectUri where Google sends the person back to; as registered there
   */
  begin(bound: string, redirectUri: string): Promise<string>;
  /** @throws terminal CONSENT_STALE, CONSENT_REFUSED or CONSENT_INCOMPLETE; nothing has changed then */
  finish(back: {
    state: string;
    code: string;
    bound: string;
    redirectUri: string;
    by: string;
  }): Promise<{ id: string }>;
  /**
   * Forgets the connection, and withdraws it at Google. `isWithdrawn` is false when Google could not
   * be told; null when there was no connection.
   */
  end(): Promise<{ isWithdrawn: boolean } | null>;
}

/** Longest a person may take to agree. */
const CONSENT_MS = 10 * 60_000;

export function createConnection(parts: ConnectionParts): Connection {
  const { shelf, now } = parts;
  const client = () => createOAuthClient(parts, parts.door);
  return {
    async begin(bound, redirectUri) {
      const state = parts.randomText();
      const expiresAt = now() + CONSENT_MS;
      await shelf.expect({ stateHash: hash(state), boundHash: hash(bound), expiresAt });
      return client().generateAuthUrl({
        access_type: 'offline',
        // Without being asked again Google hands out no refresh token the second time.
        prompt: 'consent',
        scope: [...parts.scopes],
        redirect_uri: redirectUri,
        state,
        code_challenge: hash(verifierOf(parts.secret, state)),
        code_challenge_method: 'S256' as never,
      });
    },
    async finish({ state, code, bound, redirectUri, by }) {
      const expected = { stateHash: hash(state), boundHash: hash(bound), now: now() };
      if (!(await shelf.take(expected))) throw stale();
      const codeVerifier = verifierOf(parts.secret, state);
      const { tokens } = await client()
        .getToken({ code, codeVerifier, redirect_uri: redirectUri })
        .catch((error: unknown) => {
          throw refusedExchange(error);
        });
      const granted = (tokens.scope ?? '').split(' ');
      const { refresh_token: refreshToken } = tokens;
      if (!refreshToken || parts.scopes.some((scope) => !granted.includes(scope)))
        throw incomplete();
      const id = parts.nextId();
      await shelf.save({ id, refreshToken, connectedBy: by, connectedAt: now() });
      return { id };
    },
    async end() {
      const grant = await shelf.find();
      if (grant === null) return null;
      // Connecting anew must not do this: at Google it would withdraw the new connection as well.
      const isWithdrawn =
        grant.refreshToken !== null && (await withdrawn(parts, grant.refreshToken));
      await shelf.forget(grant.id);
      return { isWithdrawn };
    },
  };
}

/** A grant that Google does not know any more is as good as withdrawn. */
async function withdrawn(parts: ConnectionParts, refreshToken: string): Promise<boolean> {
  return createOAuthClient(parts, parts.door)
    .revokeToken(refreshToken)
    .then(
      () => true,
      (error: unknown) => statusOf(error) === 400,
    );
}

/** Never stored and never sent before the exchange: whoever holds the state alone cannot make it. */
function verifierOf(secret: string, state: string): string {
  return createHmac('sha256', `google consent:${secret}`).update(state).digest('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function stale(): PresGenError {
  return terminal(
    'CONSENT_STALE',
    'This consent was used before, is older than ten minutes, or was begun in another browser. Connect again.',
  );
}

function refusedExchange(error: unknown): unknown {
  const status = statusOf(error);
  if (status === null || status >= 500) return classify(error);
  return terminal(
    'CONSENT_REFUSED',
    'Google did not accept the consent. Check the client’s secret and its redirect address, then connect again.',
    error,
  );
}

function incomplete(): PresGenError {
  return terminal(
    'CONSENT_INCOMPLETE',
    'Access to what PresGen needs was not granted. Connect again and leave every box ticked.',
  );
}
