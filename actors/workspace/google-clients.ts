/** The two API clients and what every call of them shares. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import type { forms_v1 } from 'googleapis/build/src/apis/forms/v1.js';
import type { EffectLedger } from '../ports.ts';
import type { Addresses } from './addresses.ts';
import type { AuthClient } from './auth.ts';
import { classify } from './classify.ts';
import type { FetchLike } from './door.ts';
import { driveLibrary, formsLibrary } from './google-library.ts';
import type { Parts } from './resumable.ts';
import type { UploadSessions } from './upload-session.ts';

export interface Google {
  drive: drive_v3.Drive;
  forms: forms_v1.Forms;
  auth: AuthClient;
  ledger: EffectLedger;
  sessions: UploadSessions;
  parts: Parts;
  addresses: Addresses;
  /** Folder or shared drive under which every workflow's root is created. */
  root: string;
  sharedDrive: string | null;
  /** How long a search may lag behind a write, in ms: before that, "not found" proves nothing. */
  searchLagMs(): number;
  /** Topic to which watches of forms send their notices; null where none is set up. */
  topic: string | null;
  now: () => number;
  nextFileId(signal: AbortSignal): Promise<string>;
}

/** Builds the clients identically for both modes: only the door and the credentials differ. */
export function createClients(auth: AuthClient, door: FetchLike): Pick<Google, 'drive' | 'forms'> {
  const options = {
    auth,
    retry: false,
    fetchImplementation: door as typeof fetch,
    // The typed option bag lacks the transport's own settings, which it passes through.
  } as object;
  return {
    drive: driveLibrary().drive({ version: 'v3', ...options }),
    forms: formsLibrary().forms({ version: 'v1', ...options }),
  };
}

/** Runs one call and translates its failure. */
export async function call<T>(perform: () => Promise<{ data: T }>): Promise<T> {
  try {
    return (await perform()).data;
  } catch (error) {
    throw classify(error);
  }
}

/** The flags without which nothing on a shared drive is ever found. */
export function searchScope(google: Google): {
  supportsAllDrives: true;
  includeItemsFromAllDrives: true;
  corpora: string;
  driveId?: string;
} {
  const flags = { supportsAllDrives: true, includeItemsFromAllDrives: true } as const;
  return google.sharedDrive === null
    ? { ...flags, corpora: 'user' }
    : { ...flags, corpora: 'drive', driveId: google.sharedDrive };
}

/** Ids to give to files before they are created, fetched a few at a time. */
export function createIdPool(drive: drive_v3.Drive): Google['nextFileId'] {
  const pool: string[] = [];
  return async (signal) => {
    if (pool.length === 0) {
      const batch = await call(() =>
        drive.files.generateIds({ count: 10, space: 'drive', type: 'files' }, { signal }),
      );
      pool.push(...(batch.ids ?? []));
    }
    return pool.shift() as string;
  };
}
