/** Builds the workspace port for either mode; only the door and the credentials differ. */
import { createGuardedFetch } from '../outbound/guarded-fetch.ts';
import type { EffectLedger } from '../ports.ts';
import { byEmail, byLearnerId } from './addresses.ts';
import { type Credentials, createAuth } from './auth.ts';
import { createDoor, type Exchange, type FetchLike } from './door.ts';
import { googleWorkspace } from './google.ts';
import { createClients, createIdPool, type Google } from './google-clients.ts';
import type { LocalWorkspace } from './local/index.ts';
import type { Workspace } from './port.ts';
import { type QuotaOptions, withinQuota } from './quota.ts';
import { quotaOwner } from './quota-owner.ts';
import { ORDINARY_PARTS, type Parts } from './resumable.ts';
import { sessionsInMemory, type UploadSessions } from './upload-session.ts';

export type { Workspace, Write } from './port.ts';

interface Shared {
  /** How much of the suite's limits to use; without it they are not counted. */
  quota?: Omit<QuotaOptions, 'owner' | 'now'> | undefined;
  ledger: EffectLedger;
  /** Where unfinished uploads are remembered; unless given, by this process alone. */
  sessions?: UploadSessions | undefined;
  /** How files go up; parts of 8 MiB unless said. */
  parts?: Parts | undefined;
  now: () => number;
  /** Told of every exchange, without bodies. */
  observe?: ((exchange: Exchange) => void) | undefined;
}

export type WorkspaceOptions = Shared &
  (
    | { mode: 'local'; local: LocalWorkspace }
    | {
        mode: 'google';
        credentials: Credentials;
        /** Shared drive that owns everything; needed with a service account. */
        sharedDriveId?: string | undefined;
        /** `projects/P/topics/T` for notices of new answers; without it nothing is watched. */
        topic?: string | undefined;
        /** Over TLS to public addresses, unless a test passes another. */
        fetch?: typeof globalThis.fetch;
      }
  );

/** The local workspace tells this process; the name only has to look like a topic's. */
const LOCAL_TOPIC = 'projects/local/topics/responses';

/** How long Drive's search may lag; only after that an empty search proves anything. */
const GOOGLE_SEARCH_LAG_MS = 120_000;

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const credentials = options.mode === 'local' ? options.local.credentials : options.credentials;
  const door = createDoor({
    send: countedSender(options, credentials),
    now: options.now,
    observe: options.observe,
  });
  const auth = createAuth(credentials, door);
  const clients = createClients(auth, door);
  const google: Google = {
    ...clients,
    ...placeOf(options),
    auth,
    ledger: options.ledger,
    sessions: options.sessions ?? sessionsInMemory(),
    parts: options.parts ?? ORDINARY_PARTS,
    topic: options.mode === 'local' ? LOCAL_TOPIC : (options.topic ?? null),
    addresses: options.mode === 'local' ? byLearnerId : byEmail,
    now: options.now,
    nextFileId: createIdPool(clients.drive),
  };
  return googleWorkspace(google);
}

/** The door to Google alone, for what is not a workspace's call: connecting an account. */
export function createGoogleDoor(options: {
  fetch?: typeof globalThis.fetch | undefined;
  now: () => number;
}): FetchLike {
  return createDoor({ send: outside(options.fetch), now: options.now });
}

function countedSender(
  options: WorkspaceOptions,
  credentials: Credentials,
): (request: Request) => Promise<Response> {
  const send = senderOf(options);
  if (!options.quota) return send;
  const { now } = options;
  return withinQuota(send, { ...options.quota, owner: quotaOwner(credentials), now });
}

function senderOf(options: WorkspaceOptions): (request: Request) => Promise<Response> {
  return options.mode === 'local' ? options.local.handle : outside(options.fetch);
}

function outside(fetch?: typeof globalThis.fetch): (request: Request) => Promise<Response> {
  return fetch ? (request) => fetch(request) : createGuardedFetch();
}

function placeOf(options: WorkspaceOptions): Pick<Google, 'root' | 'sharedDrive' | 'searchLagMs'> {
  if (options.mode === 'local') {
    return { root: 'root', sharedDrive: null, searchLagMs: options.local.searchLagMs };
  }
  const sharedDrive = options.sharedDriveId ?? null;
  return { root: sharedDrive ?? 'root', sharedDrive, searchLagMs: () => GOOGLE_SEARCH_LAG_MS };
}
