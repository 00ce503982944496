/** Google Workspace or the local one, by the configuration: the workspace, and its connection. */
import { readFile } from 'node:fs/promises';
import type { Credentials } from '../actors/workspace/auth.ts';
import type { Connection } from '../actors/workspace/connection.ts';
import type { Grants } from '../actors/workspace/grants.ts';
import type { Workspace, WorkspaceOptions } from '../actors/workspace/index.ts';
import type { LocalWorkspace } from '../actors/workspace/local/index.ts';
import { NOTICE_SCOPES, SCOPES } from '../actors/workspace/scopes.ts';
import type { GoogleAccess, GoogleConsent, GoogleStanding } from '../http/google-ports.ts';
import { createIds, createSecret, type SystemClock } from '../ops/clock.ts';
import type { Config, GoogleConfig } from '../ops/config.ts';
import type { Logger } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Database } from '../persistence/database.ts';
import { createGoogleGrants, type GoogleGrants } from '../persistence/google-grants.ts';
import { startGoogleNotices } from './google-notices.ts';
import type { Records } from './records.ts';
import { whenAsked } from './when-asked.ts';

export interface GoogleRooms {
  workspace: Workspace;
  access: GoogleAccess;
  /**
   * Begins to hear of new answers, where Google is set up to tell of them.
   * @param handOn resolves once it is stored that the form was answered
   */
  listen(
    handOn: (form: string) => Promise<unknown>,
    metrics: Pick<Metrics, 'responseNotice' | 'noticePull'>,
    log: Logger,
  ): { close(): Promise<void> };
}

export interface GoogleParts {
  config: Config;
  clock: SystemClock;
  database: Database;
  secret: string;
  /** Null where only what is configured of Google is asked. */
  local: LocalWorkspace | null;
  records: Records;
  /** How much of Google's limits to use; undefined where nothing is counted. */
  quota: WorkspaceOptions['quota'];
  /** Told of every exchange with Google; the local workspace is nowhere outside. */
  observe?: WorkspaceOptions['observe'];
  fetch?: typeof globalThis.fetch;
}

type PersonConfig = Extract<GoogleConfig, { as: 'person' }>;

export function openGoogle(parts: GoogleParts): GoogleRooms {
  const { config, database, secret } = parts;
  const shelf = createGoogleGrants(database, secret);
  const workspace = whenAsked(async () => {
    const { createWorkspace } = await import('../actors/workspace/index.ts');
    return createWorkspace(await optionsFor(parts, shelf));
  });
  const { google, googleNotices } = config;
  return {
    workspace,
    listen: (handOn, metrics, log) => {
      if (google === undefined || googleNotices === undefined) return { close: async () => {} };
      const credentials = () => credentialsOf(google, shelf, parts.clock.now);
      const { subscription } = googleNotices;
      return startGoogleNotices({
        ...{ credentials, subscription, fetch: parts.fetch, handOn, metrics, log },
      });
    },
    access: {
      standing: () => standingOf(config, shelf),
      account: async (signal) => {
        const { user, address, quotaBytes, usedBytes, root } = await workspace.preflight(signal);
        return { user, address, quota_bytes: quotaBytes, used_bytes: usedBytes, root };
      },
      consent: google?.as === 'person' ? consentFor(parts, google, shelf) : null,
    },
  };
}

async function optionsFor(parts: GoogleParts, shelf: GoogleGrants): Promise<WorkspaceOptions> {
  const { config, clock, records, local, quota, fetch } = parts;
  const { ledger, sessions } = records;
  const shared = { ledger, sessions, quota, now: clock.now };
  const { google, googleNotices } = config;
  if (google === undefined) {
    if (local === null) throw new Error('the local workspace was not opened');
    return { ...shared, mode: 'local', local };
  }
  return {
    ...{ ...shared, observe: parts.observe, mode: 'google', sharedDriveId: google.sharedDriveId },
    topic: googleNotices?.topic,
    credentials: await credentialsOf(google, shelf, clock.now),
    ...(fetch ? { fetch } : {}),
  };
}

async function credentialsOf(
  google: GoogleConfig,
  shelf: GoogleGrants,
  now: () => number,
): Promise<Credentials> {
  if (google.as === 'service_account') {
    const serviceAccountJson = await readFile(google.serviceAccountFile, 'utf8');
    return { serviceAccountJson, subject: google.subject };
  }
  const { clientId, clientSecret } = google;
  return { clientId, clientSecret, grants: grantsOn(shelf, now) };
}

function grantsOn(shelf: GoogleGrants, now: () => number): Grants {
  return {
    current: async () => {
      const grant = await shelf.find();
      if (grant === null || grant.refreshToken === null) return null;
      const { id, refreshToken, brokenAt } = grant;
      return { id, refreshToken, isBroken: brokenAt !== null };
    },
    rotated: shelf.reseal,
    broke: (id) => shelf.mark(id, now()),
    works: (id) => shelf.mark(id, null),
  };
}

/** What is asked of Google: as little as the configuration needs. */
function scopesFor({ googleNotices }: Config): string[] {
  return googleNotices === undefined ? [...SCOPES] : [...SCOPES, ...NOTICE_SCOPES];
}

async function standingOf(config: Config, shelf: GoogleGrants): Promise<GoogleStanding> {
  const { google } = config;
  const nothing = { subject: null, shared_drive: null, scopes: [], connection: null };
  if (google === undefined) return { ...nothing, identity: 'local' };
  const shared = {
    ...nothing,
    scopes: scopesFor(config),
    shared_drive: google.sharedDriveId ?? null,
  };
  if (google.as === 'service_account') {
    const { subject = null } = google;
    return { ...shared, subject, identity: subject === null ? 'service_account' : 'delegated' };
  }
  const grant = await shelf.find();
  return {
    ...shared,
    identity: 'person',
    connection: grant && {
      connected_by: grant.connectedBy,
      connected_at: grant.connectedAt,
      broken_at: grant.brokenAt,
      is_unreadable: grant.refreshToken === null,
    },
  };
}

function consentFor(parts: GoogleParts, google: PersonConfig, shelf: GoogleGrants): GoogleConsent {
  const { config, clock, secret, fetch } = parts;
  const connection = whenAsked<Connection>(async () => {
    const [{ createConnection }, { createGoogleDoor }] = await Promise.all([
      import('../actors/workspace/connection.ts'),
      import('../actors/workspace/index.ts'),
    ]);
    const door = createGoogleDoor({ fetch, now: clock.now });
    const ids = createIds(clock.now);
    const { clientId, clientSecret } = google;
    const { next: nextId } = ids;
    return createConnection({
      ...{ clientId, clientSecret, door, shelf, secret, nextId, now: clock.now },
      ...{ randomText: createSecret, scopes: scopesFor(config) },
    });
  });
  return {
    redirectUri: (origin) => new URL('/api/google/callback', config.publicUrl ?? origin).href,
    begin: (bound, redirectUri) => connection.begin(bound, redirectUri),
    finish: (back) => connection.finish(back),
    end: () => connection.end(),
  };
}
