/** Auth clients, built the same way in both modes; their token calls pass the door too. */
import type { auth } from 'googleapis/build/src/apis/drive/index.js';
import { classify } from './classify.ts';
import type { FetchLike } from './door.ts';
import { driveLibrary } from './google-library.ts';
import { type Grants, notConnected } from './grants.ts';
import { SCOPES } from './scopes.ts';

export type Credentials =
  | { serviceAccountJson: string; subject?: string | undefined }
  | { clientId: string; clientSecret: string; refreshToken: string }
  /** A person connected an account, and may connect another while we run. */
  | { clientId: string; clientSecret: string; grants: Grants };

export type AuthClient = InstanceType<typeof auth.OAuth2>;

/**
 * A client that refreshes its token through the door, also when an answer says 401.
 * @param scopes what a service account asks for; a person's consent has named theirs already
 */
export function createAuth(
  credentials: Credentials,
  door: FetchLike,
  scopes: readonly string[] = SCOPES,
): AuthClient {
  if ('serviceAccountJson' in credentials) return serviceAccount(credentials, door, scopes);
  const client = createOAuthClient(credentials, door);
  if ('grants' in credentials) return withGrants(client, credentials.grants);
  client.setCredentials({ refresh_token: credentials.refreshToken });
  return client;
}

/** A client that knows the app but nobody's account yet. */
export function createOAuthClient(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  door: FetchLike,
): AuthClient {
  const { auth } = driveLibrary();
  return triedOnce(new auth.OAuth2({ ...transportOf(door), clientId, clientSecret }));
}

function serviceAccount(
  credentials: Extract<Credentials, { serviceAccountJson: string }>,
  door: FetchLike,
  scopes: readonly string[],
): AuthClient {
  const account = JSON.parse(credentials.serviceAccountJson) as {
    client_email: string;
    private_key: string;
    private_key_id?: string;
  };
  const { auth } = driveLibrary();
  return triedOnce(
    new auth.JWT({
      ...transportOf(door),
      email: account.client_email,
      key: account.private_key,
      scopes: [...scopes],
      ...(account.private_key_id === undefined ? {} : { keyId: account.private_key_id }),
      ...(credentials.subject === undefined ? {} : { subject: credentials.subject }),
    }),
  );
}

function transportOf(door: FetchLike) {
  return {
    transporterOptions: { fetchImplementation: door as typeof fetch, retry: false },
    forceRefreshOnFailure: true,
  };
}

/** The library repeats token calls by itself, whatever the transport says; repeating is not its business. */
function triedOnce<C extends AuthClient>(client: C): C {
  const { transporter } = client;
  const send = transporter.request.bind(transporter);
  transporter.request = (options) => send({ ...options, retryConfig: { retry: 0 } });
  return client;
}

/**
 * Lets every request go out under the connection as it stands at that moment, keeps the refresh
 * tokens Google replaces, and notes when it accepts none any more.
 */
function withGrants(client: AuthClient, grants: Grants): AuthClient {
  const send = client.request.bind(client) as (options: object) => Promise<unknown>;
  const replaced = new Set<string>();
  let held = '';
  let keeping: Promise<void> = Promise.resolve();
  client.on('tokens', ({ refresh_token: next }) => {
    const last = client.credentials.refresh_token;
    if (!next || !last || next === last) return;
    replaced.add(last);
    client.credentials.refresh_token = next;
    keeping = grants.rotated(held, next);
  });
  const request = async (options: object): Promise<unknown> => {
    await keeping;
    const grant = await grants.current();
    if (grant === null) throw notConnected();
    const { id, refreshToken } = grant;
    // Another process may have connected anew, or been given the next token.
    if (refreshToken !== client.credentials.refresh_token && !replaced.has(refreshToken)) {
      client.setCredentials({ refresh_token: refreshToken });
      held = id;
    }
    try {
      const answer = await send(options);
      if (grant.isBroken) await grants.works(id);
      return answer;
    } catch (error) {
      if ((classify(error) as { code?: unknown }).code === 'RECONNECT_NEEDED') {
        client.setCredentials({ refresh_token: client.credentials.refresh_token ?? refreshToken });
        await grants.broke(id);
      }
      throw error;
    } finally {
      await keeping;
    }
  };
  return Object.assign(client, { request }) as AuthClient;
}
