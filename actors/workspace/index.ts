/** Builds the workspace port for either mode; only the door and the credentials differ. */
import type { EffectLedger } from '../ports.ts';
import { byEmail, byLearnerId } from './addresses.ts';
import { type Credentials, createAuth } from './auth.ts';
import { createDoor, type Exchange } from './door.ts';
import { googleWorkspace } from './google.ts';
import { createClients, createIdPool, type Google } from './google-clients.ts';
import type { LocalWorkspace } from './local/index.ts';
import type { Workspace } from './port.ts';

export type { Workspace, Write } from './port.ts';

interface Shared {
  ledger: EffectLedger;
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
        /** The platform's fetch unless a test passes another. */
        fetch?: typeof globalThis.fetch;
      }
  );

/** How long Drive's search may lag; only after that an empty search proves anything. */
const GOOGLE_SEARCH_LAG_MS = 120_000;

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const door = createDoor({
    send: senderOf(options),
    now: options.now,
    observe: options.observe,
  });
  const credentials = options.mode === 'local' ? options.local.credentials : options.credentials;
  const auth = createAuth(credentials, door);
  const clients = createClients(auth, door);
  const google: Google = {
    ...clients,
    ...placeOf(options),
    auth,
    ledger: options.ledger,
    addresses: options.mode === 'local' ? byLearnerId : byEmail,
    now: options.now,
    nextFileId: createIdPool(clients.drive),
  };
  return googleWorkspace(google);
}

function senderOf(options: WorkspaceOptions): (request: Request) => Promise<Response> {
  if (options.mode === 'local') return options.local.handle;
  const send = options.fetch ?? globalThis.fetch;
  return (request) => send(request);
}

function placeOf(options: WorkspaceOptions): Pick<Google, 'root' | 'sharedDrive' | 'searchLagMs'> {
  if (options.mode === 'local') return { root: 'root', sharedDrive: null, searchLagMs: 0 };
  const sharedDrive = options.sharedDriveId ?? null;
  return { root: sharedDrive ?? 'root', sharedDrive, searchLagMs: GOOGLE_SEARCH_LAG_MS };
}
