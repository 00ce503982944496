/** The local token endpoint: the same OAuth exchange as Google's, known only inside this process. */
import { json, type Route, type WireCall, WireError } from './wire.ts';

export interface Tokens {
  credentials: { clientId: string; clientSecret: string; refreshToken: string };
  route: Route;
  /** Throws 401 unless the request carries a token issued here that has not expired. */
  check(request: Request): void;
}

const LIFETIME_SECONDS = 3600;

export function createTokens(nextId: () => string, now: () => number): Tokens {
  const credentials = { clientId: 'local', clientSecret: nextId(), refreshToken: nextId() };
  const issued = new Map<string, number>();
  return {
    credentials,
    route: {
      id: 'oauth2.token',
      method: 'POST',
      host: 'oauth2.googleapis.com',
      template: '/token',
      answer: async (call: WireCall) => {
        const body = new URLSearchParams(await call.request.text());
        if (body.get('refresh_token') !== credentials.refreshToken) {
          return json({ error: 'invalid_grant', error_description: 'Bad Request' }, 400);
        }
        for (const [old, until] of issued) if (until <= now()) issued.delete(old);
        const token = nextId();
        issued.set(token, now() + LIFETIME_SECONDS * 1000);
        return json({
          access_token: token,
          expires_in: LIFETIME_SECONDS,
          scope: 'https://www.googleapis.com/auth/drive.file',
          token_type: 'Bearer',
        });
      },
    },
    check(request) {
      const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
      const until = issued.get(token);
      if (until === undefined || until <= now()) {
        throw new WireError(401, 'authError', 'Invalid Credentials');
      }
    },
  };
}
