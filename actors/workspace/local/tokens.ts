/**
 * The local token endpoint: the same OAuth exchanges as Google's, known only inside this process.
 * Refresh tokens, authorisation codes with PKCE, signed assertions of service accounts, withdrawal.
 */
import { createHash, verify } from 'node:crypto';
import { type Accounts, createAccounts } from './accounts.ts';
import { json, PUBSUB_HOST, type Route, type WireCall, WireError } from './wire.ts';

export interface Tokens {
  credentials: { clientId: string; clientSecret: string; refreshToken: string };
  /** What is asked without a token. */
  routes: readonly Route[];
  accounts: Accounts['entry'];
  /** Throws 401 unless the request carries a token issued here that lives, 403 unless it covers the API. */
  check(request: Request, host: string): void;
}

const LIFETIME_SECONDS = 3600;
const HOST = 'oauth2.googleapis.com';
const SCOPE = 'https://www.googleapis.com/auth/drive.file';
const PUBSUB_SCOPE = 'https://www.googleapis.com/auth/pubsub';

export function createTokens(nextId: () => string, now: () => number): Tokens {
  const accounts = createAccounts(nextId, now);
  const own = { clientId: 'local', clientSecret: nextId() };
  accounts.entry.register(own);
  const credentials = { ...own, refreshToken: accounts.grant({ clientId: 'local', scope: SCOPE }) };
  const issue = (scope: string, refreshToken?: string): Response =>
    json({
      access_token: accounts.issue(LIFETIME_SECONDS * 1000, scope),
      expires_in: LIFETIME_SECONDS,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      scope,
      token_type: 'Bearer',
    });
  const answer = async (call: WireCall): Promise<Response> => {
    const body = new URLSearchParams(await call.request.text());
    const exchange = EXCHANGES[body.get('grant_type') ?? ''];
    return exchange ? exchange(accounts, body, issue, now()) : refuse('unsupported_grant_type');
  };
  const revoke = async (call: WireCall): Promise<Response> =>
    accounts.revoke(call.query.get('token') ?? '') ? json({}) : refuse('invalid_token');
  return {
    credentials,
    routes: [
      { id: 'oauth2.token', method: 'POST', host: HOST, template: '/token', answer },
      { id: 'oauth2.revoke', method: 'POST', host: HOST, template: '/revoke', answer: revoke },
    ],
    accounts: accounts.entry,
    check(request, host) {
      const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
      const scopes = accounts.scopeOf(token)?.split(' ');
      if (!scopes) throw new WireError(401, 'authError', 'Invalid Credentials');
      if (!scopes.includes(host === PUBSUB_HOST ? PUBSUB_SCOPE : SCOPE))
        throw new WireError(
          ...([403, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'Insufficient scopes.'] as const),
        );
    },
  };
}

type Issue = (scope: string, refreshToken?: string) => Response;
type Exchange = (accounts: Accounts, body: URLSearchParams, issue: Issue, now: number) => Response;

const EXCHANGES: Record<string, Exchange> = {
  refresh_token: (accounts, body, issue) => {
    if (!accounts.isApp(body)) return refuse('invalid_client', 401);
    const refreshed = accounts.refresh(body.get('refresh_token') ?? '');
    return refreshed ? issue(refreshed.scope, refreshed.next) : refuse('invalid_grant');
  },

  authorization_code: (accounts, body, issue) => {
    if (!accounts.isApp(body)) return refuse('invalid_client', 401);
    const consent = accounts.redeem(body.get('code') ?? '');
    const challenge = createHash('sha256').update(body.get('code_verifier') ?? '');
    if (
      consent?.clientId !== body.get('client_id') ||
      consent.redirectUri !== body.get('redirect_uri') ||
      consent.challenge !== challenge.digest('base64url')
    )
      return refuse('invalid_grant');
    return issue(consent.scope, accounts.grant(consent));
  },

  'urn:ietf:params:oauth:grant-type:jwt-bearer': (accounts, body, issue, now) => {
    const [head = '', claims = '', signature = ''] = (body.get('assertion') ?? '').split('.');
    const said = claimsIn(claims);
    const key = accounts.keyOf(said.iss ?? '');
    const signed = Buffer.from(`${head}.${claims}`);
    const isGenuine =
      key !== null && verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'));
    if (!isGenuine || said.aud !== `https://${HOST}/token` || (said.exp ?? 0) * 1000 <= now)
      return refuse('invalid_grant');
    accounts.note({ scope: said.scope ?? '', subject: said.sub ?? null });
    return issue(said.scope ?? '');
  },
};

interface Claims {
  iss?: string;
  aud?: string;
  exp?: number;
  scope?: string;
  sub?: string;
}

function claimsIn(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
  } catch {
    return {};
  }
}

function refuse(error: string, status = 400): Response {
  return json({ error, error_description: 'Bad Request' }, status);
}
