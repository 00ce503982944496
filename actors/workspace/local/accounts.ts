/** Who may act on the local workspace: apps, service accounts, the consents given, and their tokens. */

export interface Consent {
  clientId: string;
  redirectUri: string;
  scope: string;
  challenge: string;
}

/** What was asked of the token endpoint, for whom. */
export interface Asked {
  scope: string;
  /** The person a service account acts for. */
  subject: string | null;
}

/** What people do at an account's own pages. */
export interface AccountEntry {
  register(app: { clientId: string; clientSecret: string; redirectUris?: string[] }): void;
  /** A service account, known by its public key (PEM). */
  enrol(address: string, publicKey: string): void;
  /**
   * A person looks at the consent page and agrees.
   * @returns where their browser is sent back to
   * @throws Error in the words of the page that refuses an app's mistake
   */
  agree(consentPage: string): string;
  /** The person withdraws whatever they granted; tokens under way end too. */
  withdraw(): void;
  /** From now on each refresh replaces the refresh token. */
  replaceTokens(): void;
  asked(): readonly Asked[];
}

export interface Accounts {
  entry: AccountEntry;
  isApp(body: URLSearchParams): boolean;
  keyOf(address: string): string | null;
  note(asked: Asked): void;
  /** Makes a grant; resolves to its refresh token. */
  grant(consent: Pick<Consent, 'clientId' | 'scope'>): string;
  /** Null for a token that is none; `next` where it was replaced. */
  refresh(token: string): { scope: string; next?: string } | null;
  /** A code counts once. */
  redeem(code: string): Consent | null;
  issue(lifetimeMs: number, scope: string): string;
  /** What the token allows; null for one that was not issued here or has expired. */
  scopeOf(accessToken: string): string | null;
  revoke(token: string): boolean;
}

export function createAccounts(nextId: () => string, now: () => number): Accounts {
  const apps = new Map<string, { clientSecret: string; redirectUris: string[] }>();
  const keys = new Map<string, string>();
  const codes = new Map<string, Consent>();
  const grants = new Map<string, { scope: string }>();
  const access = new Map<string, { until: number; scope: string }>();
  const asked: Asked[] = [];
  let isReplacing = false;

  const agree = (consentPage: string): string => {
    const { origin, pathname, searchParams: query } = new URL(consentPage);
    const of = (name: string): string => query.get(name) ?? '';
    const app = apps.get(of('client_id'));
    if (`${origin}${pathname}` !== 'https://accounts.google.com/o/oauth2/v2/auth' || !app)
      throw new Error('invalid_client');
    if (!app.redirectUris.includes(of('redirect_uri'))) throw new Error('redirect_uri_mismatch');
    if (of('response_type') !== 'code' || of('code_challenge_method') !== 'S256' || !of('state'))
      throw new Error('invalid_request');
    asked.push({ scope: of('scope'), subject: null });
    const code = nextId();
    codes.set(code, {
      clientId: of('client_id'),
      redirectUri: of('redirect_uri'),
      scope: of('scope'),
      challenge: of('code_challenge'),
    });
    return `${of('redirect_uri')}?${new URLSearchParams({ state: of('state'), code })}`;
  };

  return {
    entry: {
      register: ({ clientId, clientSecret, redirectUris = [] }) => {
        apps.set(clientId, { clientSecret, redirectUris });
      },
      enrol: (address, publicKey) => {
        keys.set(address, publicKey);
      },
      agree,
      withdraw: () => {
        for (const held of [codes, grants, access]) held.clear();
      },
      replaceTokens: () => {
        isReplacing = true;
      },
      asked: () => asked,
    },
    isApp: (body) => {
      const app = apps.get(body.get('client_id') ?? '');
      return app !== undefined && app.clientSecret === body.get('client_secret');
    },
    keyOf: (address) => keys.get(address) ?? null,
    note: (each) => {
      asked.push(each);
    },
    grant: ({ scope }) => {
      const token = nextId();
      grants.set(token, { scope });
      return token;
    },
    refresh: (token) => {
      const grant = grants.get(token);
      if (!grant) return null;
      if (!isReplacing) return grant;
      const next = nextId();
      grants.delete(token);
      grants.set(next, grant);
      return { ...grant, next };
    },
    redeem: (code) => {
      const consent = codes.get(code) ?? null;
      codes.delete(code);
      return consent;
    },
    issue: (lifetimeMs, scope) => {
      for (const [old, { until }] of access) if (until <= now()) access.delete(old);
      const token = nextId();
      access.set(token, { until: now() + lifetimeMs, scope });
      return token;
    },
    scopeOf: (token) => {
      const issued = access.get(token);
      return issued !== undefined && issued.until > now() ? issued.scope : null;
    },
    revoke: (token) => {
      if (!grants.delete(token)) return false;
      access.clear();
      return true;
    },
  };
}
