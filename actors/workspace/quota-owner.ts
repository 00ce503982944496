/** Whose allowance a call draws on: names for buckets that tell nobody who that is. */
import { createHash } from 'node:crypto';
import type { Credentials } from './auth.ts';
import type { QuotaScope } from './quota-classes.ts';

/** A service account is one user; an app's client id begins with the number of its project. */
export function quotaOwner(credentials: Credentials): Record<QuotaScope, string> {
  if ('serviceAccountJson' in credentials) {
    const account = JSON.parse(credentials.serviceAccountJson) as Record<string, string>;
    return {
      project: nameless(account.project_id ?? account.client_email ?? ''),
      identity: nameless(credentials.subject ?? account.client_email ?? ''),
    };
  }
  const project = credentials.clientId.split('-')[0] ?? '';
  // One account at a time is connected to a client, whichever it is.
  return { project: nameless(project), identity: nameless(credentials.clientId) };
}

function nameless(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
