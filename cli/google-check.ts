/** What `presgen doctor` says about Google Workspace: who we are to it, and whether it answers. */

import { createSystemClock } from '../ops/clock.ts';
import type { Config } from '../ops/config.ts';
import type { Database } from '../persistence/database.ts';
import { oneLine } from './exits.ts';
import { openGoogle } from './google.ts';
import { openRecords } from './records.ts';
import { installationSecret } from './secret.ts';

const PATIENCE_MS = 20_000;

/**
 * One row: what was found begins with `failed` where something has to be done, and then the last
 * column says what.
 * @param fetch answers in Google's place; the open internet when left out
 */
export async function googleRow(
  config: Config,
  database: Database,
  fetch?: typeof globalThis.fetch,
): Promise<[what: string, found: string, purpose: string]> {
  if (config.google === undefined)
    return ['google', 'not set up', 'none needed: folders and forms stay on this computer'];
  const { access } = await accessOf(config, database, fetch);
  const { identity, subject, shared_drive, connection } = await access.standing();
  if (identity === 'person' && connection === null)
    return ['google', 'failed: nobody has connected an account', 'connect one in the settings'];
  const who =
    identity === 'person'
      ? `account connected by ${connection?.connected_by}`
      : `service account${subject === null ? '' : ` for ${subject}`}`;
  const place = shared_drive === null ? 'its own drive' : `shared drive ${shared_drive}`;
  try {
    const { address, user } = await access.account(AbortSignal.timeout(PATIENCE_MS));
    return ['google', address || user, `${who}, in ${place}`];
  } catch (error) {
    return ['google', `failed: ${oneLine(error)}`, `${who}, in ${place}`];
  }
}

async function accessOf(
  config: Config,
  database: Database,
  fetch?: typeof globalThis.fetch,
): Promise<ReturnType<typeof openGoogle>> {
  const clock = createSystemClock();
  const secret = await installationSecret(config.dataDir, config.secret);
  const records = openRecords({ database, dataDir: config.dataDir, secret, now: clock.now });
  const shared = { config, clock, database, secret, records, local: null, quota: undefined };
  return openGoogle({ ...shared, ...(fetch ? { fetch } : {}) });
}
