/**
 * The hidden token of a page's form: made by us, for this address, and different on every page. It
 * tells a form of ours from one of another site, and a second press of the same button from a new one.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface PageTokens {
  /** @param path address of the page; `nonce` differs from page to page. */
  make(path: string, nonce: string): string;
  isOurs(path: string, token: string): boolean;
}

export function createPageTokens(secret: string): PageTokens {
  const sign = (path: string, nonce: string): string =>
    createHmac('sha256', `page:${secret}`)
      .update(JSON.stringify([path, nonce]))
      .digest('base64url')
      .slice(0, 32);
  return {
    make: (path, nonce) => `${nonce}.${sign(path, nonce)}`,
    isOurs: (path, token) => {
      const [nonce = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature);
      const wanted = Buffer.from(sign(path, nonce));
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
