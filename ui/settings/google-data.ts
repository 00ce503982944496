/** The connection to Google Workspace as the server tells it, and what it means in words. Pure. */
import type { Tone } from '../words/tones.ts';

export interface GoogleStanding {
  identity: 'local' | 'service_account' | 'delegated' | 'person';
  subject: string | null;
  shared_drive: string | null;
  scopes: string[];
  connection: {
    connected_by: string;
    connected_at: string;
    broken_at: string | null;
    is_unreadable: boolean;
  } | null;
  redirect_uri: string | null;
  /** Workflows that stand still until the connection is there. */
  waiting: number;
}

export interface GoogleAccount {
  user: string;
  address: string;
  quota_bytes: number | null;
  used_bytes: number;
  root: string;
}

export interface Verdict {
  tone: Tone;
  word: string;
  text: string;
}

/** How it stands, in one word and one sentence. */
export function verdictOf(standing: GoogleStanding): Verdict {
  const { identity, connection, subject } = standing;
  if (identity === 'local')
    return {
      tone: 'done',
      word: 'local workspace',
      text: 'Folders, forms and files are kept on this computer, in the drive of this installation. Nothing is sent to Google.',
    };
  if (identity === 'service_account')
    return {
      tone: 'done',
      word: 'service account',
      text: 'A service account works in the shared drive. Its key comes from the configuration; nobody has to connect anything.',
    };
  if (identity === 'delegated')
    return {
      tone: 'done',
      word: 'service account',
      text: `A service account acts for ${subject}. Its key comes from the configuration; nobody has to connect anything.`,
    };
  return ofConnection(connection);
}

function ofConnection(connection: GoogleStanding['connection']): Verdict {
  if (connection === null)
    return {
      tone: 'waiting',
      word: 'not connected',
      text: 'Nobody has connected a Google account yet. Workflows wait at the first thing they need it for.',
    };
  if (connection.is_unreadable)
    return {
      tone: 'failed',
      word: 'needs reconnecting',
      text: 'The connection was sealed with another secret (PRESGEN_SECRET) and cannot be read. Connect again.',
    };
  if (connection.broken_at !== null)
    return {
      tone: 'failed',
      word: 'needs reconnecting',
      text: 'Google no longer accepts the connection: it was withdrawn, has expired, or the password was changed. Connect again; what waits goes on by itself.',
    };
  return {
    tone: 'done',
    word: 'connected',
    text: 'PresGen works in the Google account that was connected here.',
  };
}

const SCOPE_WORDS: Record<string, string> = {
  'https://www.googleapis.com/auth/drive.file':
    'the files, folders and forms that PresGen makes itself; it sees nothing else in the drive',
};

/** What the connection may do; an unknown scope as Google names it. */
export function scopeWords(scopes: string[]): string {
  return scopes.map((scope) => SCOPE_WORDS[scope] ?? scope).join('; ');
}

const REFUSALS: Record<string, string> = {
  CONSENT_DENIED: 'Google was not given the permission. Nothing has changed.',
  CONSENT_STALE:
    'This consent was used before, is older than ten minutes, or was begun in another browser. Connect again.',
  CONSENT_REFUSED:
    'Google did not accept the consent. Check that the client’s secret is right and that the redirect address below is registered, then connect again.',
  CONSENT_INCOMPLETE:
    'Access to what PresGen needs was not granted. Connect again and leave every box ticked.',
};

/** What came of going to Google, from the address one came back to; null when one did not. */
export function outcomeIn(search: string): Verdict | null {
  const query = new URLSearchParams(search);
  const refused = query.get('refused');
  if (refused !== null)
    return {
      tone: 'failed',
      word: 'not connected',
      text: REFUSALS[refused] ?? 'Google could not be reached or did not answer. Try again.',
    };
  const resumed = query.get('resumed');
  if (resumed === null) return null;
  return { tone: 'done', word: 'connected', text: `Connected. ${resumedWords(Number(resumed))}` };
}

/** How many workflows go on now. */
export function resumedWords(resumed: number): string {
  if (!(resumed > 0)) return 'No workflow was waiting for it.';
  return resumed === 1
    ? 'The workflow that waited for it goes on.'
    : `The ${resumed} workflows that waited for it go on.`;
}
