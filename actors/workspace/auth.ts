/** Auth clients, built the same way in both modes; their token calls pass the door too. */
import { auth } from 'googleapis/build/src/apis/drive/index.js';
import type { FetchLike } from './door.ts';

/** `drive.file` alone suffices for every call made here; it sees only files this app made. */
export const DEFAULT_SCOPES = ['https://www.googleapis.com/auth/drive.file'];

export type Credentials =
  | { serviceAccountJson: string; subject?: string | undefined }
  | { clientId: string; clientSecret: string; refreshToken: string };

export type AuthClient = InstanceType<typeof auth.OAuth2>;

/** A client that refreshes its token through the door, also when an answer says 401. */
export function createAuth(credentials: Credentials, door: FetchLike): AuthClient {
  const shared = {
    transporterOptions: { fetchImplementation: door as typeof fetch, retry: false },
    forceRefreshOnFailure: true,
  };
  if ('serviceAccountJson' in credentials) {
    const account = JSON.parse(credentials.serviceAccountJson) as {
      client_email: string;
      private_key: string;
      private_key_id?: string;
    };
    return new auth.JWT({
      ...shared,
      email: account.client_email,
      key: account.private_key,
      scopes: DEFAULT_SCOPES,
      ...(account.private_key_id === undefined ? {} : { keyId: account.private_key_id }),
      ...(credentials.subject === undefined ? {} : { subject: credentials.subject }),
    });
  }
  const client = new auth.OAuth2({
    ...shared,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
  });
  client.setCredentials({ refresh_token: credentials.refreshToken });
  return client;
}
