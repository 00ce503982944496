/** `presgen erase LEARNER [--workflow ID] [--yes]`: shows what is kept about a learner, or destroys it. */
import { parseArgs } from 'node:util';
import { createSystemClock } from '../ops/clock.ts';
import { readConfig } from '../ops/config.ts';
import { createLearnerTraces, type LearnerPlace } from '../persistence/learner-traces.ts';
import type { LearnerIdentity, LearnerVault } from '../persistence/learner-vault.ts';
import { PresGenError } from '../runtime/errors.ts';
import { erase } from './erasure.ts';
import { type Erasure, planErasure } from './erasure-plan.ts';
import { erasureReport } from './erasure-report.ts';
import { terminal, UsageError } from './exits.ts';
import { onDatabase } from './on-database.ts';
import { openRecords } from './records.ts';
import { installationSecret } from './secret.ts';

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { workflow: { type: 'string' }, yes: { type: 'boolean', default: false } },
  });
  const [learner] = positionals;
  if (learner === undefined || positionals.length > 1)
    throw new UsageError('erase needs one learner id');
  const config = readConfig();
  const { now } = createSystemClock();
  return onDatabase(config, async (database) => {
    const { dataDir } = config;
    const traces = createLearnerTraces(database);
    const places = chosen(await traces.places(learner), learner, values.workflow);
    const secret = await installationSecret(dataDir, config.secret);
    const records = openRecords({ database, dataDir, secret, now });
    const known = await identities(records.vault, places, learner);
    // The mails of one workflow cannot be told by the address, which is the same in all.
    const email = values.workflow ? null : (known.find((each) => each !== null)?.email ?? null);
    const google = config.google !== undefined;
    const search = { records, traces, dataDir, google, learner, email };
    const erasures: Erasure[] = [];
    for (const place of places) erasures.push(await planErasure(search, place));
    if (values.yes) await erase({ database, records, traces, dataDir, now }, erasures);
    const isEmbedded = database.kind === 'embedded';
    terminal.out(erasureReport(erasures, { learner, done: values.yes, isEmbedded }));
    return 0;
  });
}

function chosen(all: LearnerPlace[], learner: string, workflow?: string): LearnerPlace[] {
  const places = all.filter((place) => workflow === undefined || place.workflow === workflow);
  if (places.length > 0) return places;
  const where = workflow === undefined ? 'of that id' : `of that id in workflow ${workflow}`;
  throw new UsageError(`there is no learner ${where}: ${learner}`);
}

/** Ids are unique within a request only: the same id elsewhere may be somebody else. */
async function identities(
  vault: LearnerVault,
  places: LearnerPlace[],
  learner: string,
): Promise<(LearnerIdentity | null)[]> {
  const found: (LearnerIdentity | null)[] = [];
  for (const { workflow } of places) found.push(await openedOrNull(vault, workflow, learner));
  const people = new Set(found.flatMap((each) => each?.email.toLowerCase() ?? []));
  if (people.size > 1) {
    const list = places.map(({ workflow }) => workflow).join(', ');
    throw new UsageError(`${learner} is not the same person in ${list}; choose with --workflow`);
  }
  return found;
}

/** What cannot be unsealed any more can still be destroyed. */
async function openedOrNull(vault: LearnerVault, workflow: string, learner: string) {
  try {
    return (await vault.open(workflow, [learner])).get(learner) ?? null;
  } catch (error) {
    if (error instanceof PresGenError && error.code === 'VAULT_UNREADABLE') return null;
    throw error;
  }
}
