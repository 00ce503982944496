/** What a preview of a bulk action showed, signed: only that, by that person, can then be carried out. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FleetFilter } from './ports.ts';

export interface Previewed {
  /** Id the action will have: however often it is sent, it is one action. */
  id: string;
  person: string;
  action: BulkVerb;
  filter: FleetFilter;
  /** Workflows of the filter that are alive, and those of them that accept the action. */
  alive: number;
  accepting: number;
  /** ms since 1970. */
  expires_at: number;
}

export const BULK_VERBS = ['cancel', 'retry', 'skip', 'give_up'] as const;
export type BulkVerb = (typeof BULK_VERBS)[number];

export interface BulkTokens {
  make(previewed: Previewed): string;
  /** Null for what we did not make. */
  read(token: string): Previewed | null;
}

export function createBulkTokens(secret: string): BulkTokens {
  const sign = (payload: string): Buffer =>
    createHmac('sha256', `bulk:${secret}`).update(payload).digest();
  return {
    make: (previewed) => {
      const payload = Buffer.from(JSON.stringify(previewed)).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    read: (token) => {
      const [payload = '', signature = ''] = token.split('.');
      const wanted = sign(payload);
      const given = Buffer.from(signature, 'base64url');
      if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return null;
      return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Previewed;
    },
  };
}
